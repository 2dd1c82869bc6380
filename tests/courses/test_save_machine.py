"""Random lives of an attempt against a small reference model: launches, commits, repeats, crashes, takeovers, silence.

The model is what the promises of docs/saving.md say and no more: a state is the fold of what was applied, every commit
that was sent is kept exactly once, and an answer given twice is the same answer.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from courses.errors import DifferentRepeat, LiveElsewhere, UnknownToken
from courses.models import Attempt, Commit, RunSession, RunState
from courses.rules import folding
from courses.services.ending import end_if_silent
from courses.services.saving import Answer, Sent

from .learning import Player, enrolled, player

pytestmark = pytest.mark.django_db

ELEMENTS = st.dictionaries(
    st.sampled_from(["cmi.core.lesson_location", "cmi.suspend_data", "cmi.comments", "cmi.objectives.0.id"]),
    st.text(max_size=8),
    max_size=3,
)

ENDS = st.sampled_from(["", "", "", "final", "leaving"])


@dataclass
class Session:
    """What a well-made browser knows of its own session, and what the model expects of it."""

    player: Player
    sent: dict[int, tuple[Sent, Answer]] = field(default_factory=dict)
    acked: int = 0
    applied: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)


class Attempts(RuleBasedStateMachine):
    """One learner, one package, any number of devices."""

    sessions = Bundle("sessions")
    person: Any = None  # set by the test

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block._from_testcase = True  # as TestCase's own blocks: a durable block may stand in it
        self.block.__enter__()
        self.place = enrolled(type(self).person)
        self.clock = player(self.place)
        self.epoch = 0
        self.newest: Session | None = None
        self.state: dict[str, str] = {}
        self.revision = 0
        self.kept = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    # --- What can happen ----------------------------------------------------------------------------------------------

    @rule(target=sessions, take_over=st.booleans())
    def launch(self, take_over):
        device = player(self.place, at=self.clock.at)
        live = self._newest_is_live()
        try:
            device.begin(take_over=take_over)
        except LiveElsewhere:
            assert live, "only a live session stands in the way"
            assert not take_over
            return multiple()
        assert take_over or not live
        return self._began(device)

    @rule(target=sessions, session=sessions)
    def reload(self, session):
        device = player(self.place, at=self.clock.at)
        device.token, device.label = session.player.token, session.player.label
        if session is not self.newest:
            with pytest.raises(LiveElsewhere):
                device.go_on()
            return multiple()
        device.go_on()
        return self._began(device)

    @rule(
        session=sessions, elements=ELEMENTS, ends=st.sampled_from(["", "", "", "final", "leaving"]), lost=st.booleans()
    )
    def commit(self, session, elements, ends, lost):
        """The browser sends its next commit; if the answer is lost, it does not know that it arrived."""
        seq = max(session.sent, default=0) + 1
        for name, value in elements.items():
            session.values[name], session.changed[name] = value, seq
        delta = {name: session.values[name] for name, at in session.changed.items() if at > session.acked}
        sent = Sent(
            session.player.session,
            session.player.epoch,
            seq,
            session.acked,
            delta,
            final=ends == "final",
            leaving=ends == "leaving",
        )
        answer = self._save(session, sent)
        self._expect_fresh(session, sent, answer)
        session.sent[seq] = (sent, answer)
        if not lost and answer.outcome == "applied":
            session.acked = seq

    @rule(session=sessions, data=st.data())
    def send_again(self, session, data):
        if not session.sent:
            return
        sent, first = session.sent[data.draw(st.sampled_from(sorted(session.sent)))]
        again = self._save(session, sent)
        assert (again.ack, again.session, again.revision) == (first.ack, first.session, first.revision)
        assert again.outcome == {"applied": "repeat", "stale": "stale"}[first.outcome]

    @rule(session=sessions, data=st.data())
    def send_something_else_under_a_used_number(self, session, data):
        if not session.sent:
            return
        sent, _ = session.sent[data.draw(st.sampled_from(sorted(session.sent)))]
        other = Sent(
            sent.session, sent.epoch, sent.seq, sent.base, {"cmi.comments": "never sent before"}, final=sent.final
        )
        with pytest.raises(DifferentRepeat):
            self._save(session, other)

    @rule(session=sessions, skipped=st.integers(1, 3), elements=ELEMENTS)
    def send_on_a_base_that_never_arrived(self, session, skipped, elements):
        if session is not self.newest:
            return
        seq = max(session.sent, default=0) + 1 + skipped
        answer = self._save(session, Sent(session.player.session, session.player.epoch, seq, seq - 1, elements))
        assert (answer.outcome, answer.ack) == ("need_full", session.applied)

    @rule(session=sessions)
    def send_with_a_forged_token(self, session):
        forged = Player(self.place, session.player.item, at=self.clock.at, token="x" * 43, label=session.player.label)
        with pytest.raises(UnknownToken):
            forged.save(Sent(session.player.session, session.player.epoch, 1, 0, {}))

    @rule(seconds=st.sampled_from([1, 30, 60, 100, 400]))
    def time_passes(self, seconds):
        self.clock.later(seconds=seconds)

    @rule()
    def the_sweeper_comes_after_half_an_hour(self):
        self.clock.later(minutes=31)
        for session in RunSession.objects.filter(attempt__enrolment=self.place, epoch__gt=0):
            end_if_silent(session.uuid, at=self.clock.at)

    @precondition(lambda self: self.newest is not None)
    @rule(session=consumes(sessions))
    def a_tab_is_forgotten(self, session):
        pass

    # --- What must hold after each of it ------------------------------------------------------------------------------

    @invariant()
    def the_state_is_the_fold_of_what_was_applied(self):
        state = RunState.objects.filter(attempt__enrolment=self.place).first()
        if state is None:
            return
        # Null characters and halves of surrogate pairs are stored in another form, and come back as they were sent.
        assert folding.restored(state.data) == self.state
        assert state.revision == self.revision
        folded: dict[str, Any] = {}
        applied = Commit.objects.filter(session__state=state, outcome="applied").order_by("session__epoch", "seq")
        for commit in applied:
            sent = folding.restored(commit.body["delta"])
            folded, _ = folding.fold(folded, folding.accept("scorm-1.2", sent), whole=False)
        assert folding.restored(folded) == self.state

    @invariant()
    def every_commit_is_kept_exactly_once(self):
        assert Commit.objects.filter(session__attempt__enrolment=self.place).count() == self.kept

    @invariant()
    def one_attempt_one_epoch_and_at_most_one_open_session(self):
        attempt = Attempt.objects.filter(enrolment=self.place).first()
        if attempt is None:
            return
        assert attempt.epoch == self.epoch
        begun = RunSession.objects.filter(attempt=attempt, epoch__gt=0)
        assert not begun.filter(ended__isnull=True).exclude(epoch=self.epoch).exists()
        state = RunState.objects.get(attempt=attempt)
        counted = sum(session.counted_cs for session in begun if session.ended is not None)
        assert state.total_cs >= counted or begun.filter(ended__isnull=True).exists()

    # --- The model ----------------------------------------------------------------------------------------------------

    def _began(self, device: Player) -> Session:
        assert device.epoch == self.epoch + 1
        shown = {name: value for name, value in device.state.items() if name in self.state}
        assert shown == self.state, "what was saved is there on whatever device"
        self.epoch = device.epoch
        self.newest = Session(device)
        return self.newest

    def _save(self, session: Session, sent: Sent) -> Answer:
        session.player.at = self.clock.at
        # The durable block of a service is a savepoint of the machine's own transaction here.
        return session.player.save(sent)

    def _expect_fresh(self, session: Session, sent: Sent, answer: Answer) -> None:
        self.kept += 1
        if session is not self.newest:
            assert answer.outcome == "stale"
            return
        assert answer.outcome == "applied"
        self.state = self.state | dict(sent.elements)
        self.revision += 1
        session.applied = sent.seq
        assert (answer.ack, answer.revision) == (sent.seq, self.revision)

    def _newest_is_live(self) -> bool:
        if self.newest is None:
            return False
        session = RunSession.objects.get(uuid=self.newest.player.session)
        return session.ended is None and (self.clock.at - session.last_seen).total_seconds() < 90


def live(person: Any, *, lives: int, steps: int) -> None:
    """Run so many random lives; tests/prove runs more of them."""
    Attempts.person = person
    patient = settings(
        max_examples=lives,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Attempts, settings=patient)


def test_any_life_of_an_attempt_keeps_the_promises(asha):
    live(asha, lives=25, steps=25)
