// Passkeys: adding one, signing in with one, confirming with one. A form says which by data-passkey; its hidden field
// `credential` carries the device's answer. Needs webauthn-json.js of allauth before it. Without this file those
// forms stay hidden, data-without-passkeys says why, and every other way of signing in works.
const api = window.webauthnJSON

const WORDS = {
  NotAllowedError: 'Nothing was done: the device was not unlocked in time, or you stopped. Try again when you are ready.',
  InvalidStateError: 'This device already has a passkey for your account. You can use it to sign in.',
  NotSupportedError: 'This device cannot keep a passkey of the kind we need. Use an authenticator app instead.',
  SecurityError: 'Passkeys work only at the address they were made for. Check that the address bar shows ours.'
}
const OTHERWISE = 'Your passkey could not be used. Try again, or choose another way.'

const ceremonies = {
  async add (options) {
    // A passkey that can sign in by itself: kept on the device, opened by finger, face or PIN.
    const asked = structuredClone(options.creation_options)
    Object.assign(asked.publicKey.authenticatorSelection, {
      residentKey: 'required', requireResidentKey: true, userVerification: 'required'
    })
    return api.create(asked)
  },
  confirm: options => api.get(options.request_options),
  async 'sign-in' (_, form) {
    const answer = await fetch(form.action, { headers: { Accept: 'application/json' } })
    if (!answer.ok) throw new Error('no options')
    return api.get((await answer.json()).request_options)
  }
}

function prepare (form) {
  const complaint = form.querySelector('[data-passkey-error]')
  const data = document.getElementById('passkey-data')
  const options = data ? JSON.parse(data.textContent) : {}
  form.hidden = false
  form.addEventListener('submit', async event => {
    if (form.elements.credential.value) return
    event.preventDefault()
    complaint.hidden = true
    try {
      form.elements.credential.value = JSON.stringify(await ceremonies[form.dataset.passkey](options, form))
      if (form.elements.passwordless) form.elements.passwordless.value = 'on'
      form.submit()
    } catch (problem) {
      complaint.textContent = WORDS[problem.name] || OTHERWISE
      complaint.hidden = false
    }
  })
}

if (api && window.PublicKeyCredential) {
  document.querySelectorAll('form[data-passkey]').forEach(prepare)
  document.querySelectorAll('[data-without-passkeys]').forEach(words => { words.hidden = true })
}
