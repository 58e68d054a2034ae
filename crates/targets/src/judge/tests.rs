//! Judgements by example.

use super::*;
use jiff::civil::date;

fn case(op: Op, promised: &'static str, progress: Progress, actual: &str) -> Case<'static> {
    Case {
        kind: TargetKind::Numeric,
        op: Some(op),
        promised: Some(promised),
        period: "2024".parse().unwrap(),
        progress,
        actual: Some(Actual::Number(actual.parse().unwrap())),
        baseline: None,
        scale: 0,
        sums_until: None,
        today: date(2024, 9, 25),
    }
}

fn state(case: &Case<'_>) -> (State, Reason) {
    let judgement = judge(case);
    (judgement.state, judgement.reason)
}

#[test]
fn what_accumulates_is_compared_with_elapsed_time() {
    let on_time = judge(&case(Op::AtLeast, "30", Progress::Accumulates, "21"));
    assert_eq!(
        (on_time.state, on_time.completion, on_time.elapsed),
        (State::OnTrack, Some(Scaled::new(700, 1)), Scaled::new(735, 1))
    );
    assert_eq!((on_time.gap, on_time.forecast), (Some(Scaled::new(-35, 1)), Some(Scaled::new(28, 0))));
    assert_eq!(state(&case(Op::AtLeast, "15", Progress::Accumulates, "9")), (State::Behind, Reason::Trails));
    assert_eq!(state(&case(Op::AtLeast, "35", Progress::Accumulates, "37")), (State::Met, Reason::Reached));
    assert_eq!(state(&case(Op::MoreThan, "5", Progress::Accumulates, "5")), (State::OnTrack, Reason::KeepsUp));
    assert_eq!(state(&case(Op::Exactly, "100", Progress::Accumulates, "103")), (State::Met, Reason::Exceeded));
}

#[test]
fn what_is_short_of_its_promise_is_short_however_little() {
    let mut short = case(Op::AtLeast, "90", Progress::Level, "89.96");
    assert_eq!(
        (state(&short), judge(&short).completion),
        ((State::Behind, Reason::BelowLevel), Some(Scaled::new(999, 1)))
    );
    short = case(Op::Exactly, "100", Progress::Level, "99.996");
    short.today = date(2025, 1, 1);
    assert_eq!(state(&short), (State::Missed, Reason::NotReached));
    // 61.66 % of 100 on a day when 66.667 % of the time is gone: 5.007 points, though 61.7 and 66.7 differ by 5.0.
    let mut trailing = case(Op::AtLeast, "10000", Progress::Accumulates, "6166");
    trailing.period = "2023".parse().unwrap();
    trailing.today = date(2023, 8, 31);
    assert_eq!(judge(&trailing).gap, Some(Scaled::new(-49, 1)));
    assert_eq!(state(&trailing).0, State::OnTrack, "243 of 365 days are 66.575 %");
    trailing.actual = Some(Actual::Number(Scaled::new(6157, 0)));
    assert_eq!(judge(&trailing).gap, Some(Scaled::new(-50, 1)));
    assert_eq!(state(&trailing).0, State::Behind, "5.005 points are more than five");
}

#[test]
fn a_forecast_never_reaches_a_promise_that_the_pace_does_not() {
    let mut lectures = case(Op::AtLeast, "2", Progress::Accumulates, "1");
    lectures.today = date(2024, 8, 31);
    assert_eq!(judge(&lectures).forecast, Some(Scaled::new(1, 0)), "1.5 is not 2");
    lectures.actual = Some(Actual::Number(Scaled::new(3, 0)));
    assert_eq!(judge(&lectures).forecast, None, "what is reached is not projected");
    // A sum until now is not the year's, even where the promise is a level; a rate is.
    let mut output = case(Op::MoreThan, "150", Progress::Level, "144");
    output.today = date(2024, 8, 31);
    assert_eq!(judge(&output).forecast, None);
    output.today = date(2024, 9, 25);
    output.sums_until = Some(date(2024, 8, 31));
    assert_eq!(judge(&output).forecast, Some(Scaled::new(216, 0)), "144 in 244 of 366 days, however late it is asked");
    output.sums_until = Some(date(2024, 12, 31));
    assert_eq!(judge(&output).forecast, None, "all months are in it");
}

#[test]
fn a_level_is_decided_at_the_end_and_a_broken_limit_at_once() {
    let mut complaints = case(Op::Exactly, "0", Progress::Limit, "0");
    assert_eq!(state(&complaints), (State::OnTrack, Reason::HoldsSoFar));
    complaints.today = date(2025, 1, 1);
    assert_eq!(state(&complaints), (State::Met, Reason::HeldToTheEnd));
    assert_eq!(state(&case(Op::Exactly, "100", Progress::Limit, "99.87")), (State::Missed, Reason::LimitBroken));
    assert_eq!(state(&case(Op::AtLeast, "90", Progress::Level, "88")), (State::Behind, Reason::BelowLevel));
}

#[test]
fn nothing_without_feed_or_base_or_facts_is_ever_met() {
    let mut unfed = case(Op::AtLeast, "1", Progress::Accumulates, "5");
    unfed.kind = TargetKind::Relative;
    assert_eq!(state(&unfed), (State::NoBaseline, Reason::NoBase));
    unfed.baseline = Some(Scaled::new(6, 0));
    assert_eq!(judge(&unfed).state, State::OnTrack);
    unfed.actual = Some(Actual::Unknown("营业收入 2024-09".into()));
    assert_eq!(state(&unfed), (State::Behind, Reason::FactsMissing));
    for today in [date(2024, 9, 25), date(2025, 1, 1)] {
        let too_few = Some(Actual::TooFew { found: 3, least: 10 });
        let few = Case { actual: too_few, today, ..case(Op::AtLeast, "90", Progress::Level, "100") };
        assert_eq!(state(&few), (State::CannotSay, Reason::TooFew), "neither met nor missed, ever");
        assert_eq!(judge(&few).completion, None);
    }
    unfed.actual = None;
    assert_eq!(state(&unfed), (State::Unbound, Reason::NoFeed));
}

#[test]
fn a_grade_is_the_promised_one_or_one_of_the_promised() {
    let mut graded = case(Op::Exactly, "满意/达优", Progress::Level, "0");
    graded.kind = TargetKind::Ordinal;
    for (grade, wanted) in [("满意/达优", State::OnTrack), ("达优", State::OnTrack), ("一般", State::Behind)] {
        graded.actual = Some(Actual::Grade(grade.into()));
        assert_eq!(judge(&graded).state, wanted, "{grade}");
    }
}

#[test]
fn a_day_is_kept_lost_or_ahead() {
    let mut by_day = case(Op::AtMost, "2024-12-31", Progress::Limit, "0");
    by_day.kind = TargetKind::Date;
    assert_eq!(state(&by_day), (State::OnTrack, Reason::DayAhead));
    by_day.actual = Some(Actual::Day(date(2024, 6, 1)));
    assert_eq!(state(&by_day), (State::Met, Reason::InTime));
    by_day.actual = Some(Actual::Unknown(String::new()));
    by_day.today = date(2025, 1, 1);
    assert_eq!(state(&by_day), (State::Missed, Reason::DayPassed));
}
