namespace Seawall.Transport.Tests;

/// <summary>Whose turn it is to dial a server.</summary>
public sealed class DialQueueTests
{
    private readonly Admission _admission = new();

    [Fact]
    public void What_matters_most_dials_first_and_a_storm_of_one_class_takes_its_share_only()
    {
        DialQueue queue = new(most: 3, mostPerClass: 2);
        Turn[] batch = [.. Enumerable.Range(0, 5).Select(_ => Enter(queue, "batch", 4))];
        Assert.Equal([true, true, false, false, false], batch.Select(turn => turn.Went));
        Turn reviews = Enter(queue, "reviews", 2);
        Turn waiting = Enter(queue, "search", 2);
        Turn core = Enter(queue, "trade", 0);
        Assert.Equal((true, false, false), (reviews.Went, waiting.Went, core.Went));

        queue.Leave(batch[0]);
        Assert.Equal((true, false, false), (core.Went, waiting.Went, batch[2].Went));
        queue.Leave(reviews);
        Assert.Equal((true, false), (waiting.Went, batch[2].Went));
        queue.Leave(core);
        Assert.True(batch[2].Went);
        queue.Leave(waiting);
        Assert.False(batch[3].Went);
        queue.Leave(batch[1]);
        queue.Leave(batch[1]);
        Assert.Equal((true, false, 2, 1), (batch[3].Went, batch[4].Went, queue.Dialling, queue.Waiting));
    }

    [Fact]
    public void Equals_take_turns_by_class_and_who_gives_up_is_passed_over()
    {
        DialQueue queue = new(most: 1, mostPerClass: 1);
        Turn first = Enter(queue, "a", 2);
        Turn[] more = [Enter(queue, "a", 2), Enter(queue, "a", 2), Enter(queue, "b", 2), Enter(queue, "b", 2)];
        queue.Leave(more[1]);
        List<int> order = [];
        for (Turn now = first; order.Count < 3;)
        {
            queue.Leave(now);
            int next = Array.FindIndex(more, turn => turn.Went && !order.Contains(Array.IndexOf(more, turn)));
            order.Add(next);
            now = more[next];
        }
        Assert.Equal([0, 2, 3], order);
    }

    [Fact]
    public void More_places_are_taken_at_once()
    {
        DialQueue queue = new(most: 0, mostPerClass: 9);
        Turn[] turns = [.. Enumerable.Range(0, 4).Select(_ => Enter(queue, "a", 1))];
        queue.Resize(3, 2);
        Assert.Equal([true, true, false, false], turns.Select(turn => turn.Went));
        queue.Resize(3, 3);
        Assert.Equal([true, true, true, false], turns.Select(turn => turn.Went));
    }

    private Turn Enter(DialQueue queue, string name, int grade)
    {
        Turn turn = new();
        turn.Went = queue.Enter(turn, _admission.ClassOf(name), grade);
        return turn;
    }

    private sealed class Turn : DialTurn
    {
        public bool Went { get; set; }

        public override void OnTurn() => Went = true;
    }
}
