using Seawall.Lab.Replay;

namespace Seawall.Lab.Tests;

public sealed class OrderCheckTests
{
    private readonly OrderCheck _check = new(units: 3);

    [Fact]
    public void Steps_in_order_on_one_connection_break_nothing()
    {
        _check.Unit(0, 1, 2, complete: true, [new(0, 7, 10, 20), new(1, 7, 20, 30)], []);
        _check.Unit(1, 1, 1, complete: true, [new(0, 7, 30, 40)], [0]);
        Assert.Equal((0, 2), (_check.Violations, _check.UnitsChecked));
    }

    [Fact]
    public void A_step_sent_before_the_answer_to_the_one_before_is_a_violation()
    {
        _check.Unit(0, 1, 2, complete: true, [new(0, 7, 10, 20), new(1, 7, 19, 30)], []);
        Assert.Equal(1, _check.Violations);
    }

    [Fact]
    public void A_step_on_another_connection_a_missing_step_and_one_out_of_turn_are_violations()
    {
        _check.Unit(0, 1, 2, complete: true, [new(0, 7, 10, 20), new(1, 8, 20, 30)], []);
        _check.Unit(1, 1, 2, complete: true, [new(0, 7, 10, 20)], []);
        _check.Unit(2, 1, 2, complete: true, [new(1, 7, 10, 20), new(0, 7, 20, 30)], []);
        Assert.Equal(4, _check.Violations);
    }

    [Fact]
    public void A_unit_before_what_it_depends_on_is_a_violation()
    {
        _check.Unit(1, 1, 1, complete: true, [new(0, 7, 10, 20)], [0]);
        _check.Unit(0, 1, 1, complete: true, [new(0, 8, 10, 25)], []);
        _check.Unit(2, 1, 1, complete: true, [new(0, 7, 20, 30)], [0]);
        Assert.Equal(2, _check.Violations);
    }

    [Fact]
    public void A_pass_runs_a_unit_once()
    {
        _check.Unit(0, 1, 1, complete: true, [new(0, 7, 10, 20)], []);
        _check.Unit(0, 1, 1, complete: true, [new(0, 8, 10, 20)], []);
        Assert.Equal(1, _check.Violations);
    }

    [Fact]
    public void A_slow_unit_that_ends_after_its_next_pass_breaks_nothing_but_a_third_run_does()
    {
        _check.Unit(0, 3, 1, complete: true, [new(0, 8, 50, 60)], []);
        _check.Unit(0, 1, 1, complete: true, [new(0, 7, 10, 70)], []);
        _check.Unit(0, 2, 1, complete: true, [new(0, 9, 30, 80)], []);
        Assert.Equal(0, _check.Violations);
        _check.Unit(0, 2, 1, complete: true, [new(0, 9, 80, 90)], []);
        Assert.Equal(1, _check.Violations);
    }
}
