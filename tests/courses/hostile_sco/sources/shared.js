// A shared worker that remembers what one page told it and tells the next.
let kept = null;
onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data.keep) kept = data.keep;
    else port.postMessage(kept);
  };
};
