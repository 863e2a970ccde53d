namespace Seawall.Gate.Tests.Fuzz;

/// <summary>A well-behaved session beside the broken ones: each answer must carry the mark of its own question.</summary>
internal sealed class Witness(int number, Func<RawClient?> login, SemaphoreSlim turns)
{
    private readonly string _name = $"witness {number}";

    public long Answers { get; private set; }

    /// <summary>Sessions that ended under it; only a crash of the server itself excuses one.</summary>
    public long Interruptions { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // A thread of its own: the client blocks, as clients do.
        await Task.Factory.StartNew(() => Persist(cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Persist(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                Ask(cancellationToken);
            }
            catch (Exception e) when (e is EndOfStreamException or System.Net.Sockets.SocketException)
            {
                Interruptions++;
            }
        }
    }

    private void Ask(CancellationToken cancellationToken)
    {
        if (login() is not { } loggedIn)
            return;
        using RawClient client = loggedIn;
        client.Send(Wire.Parse("mine", "select $1::text"), Wire.Sync);
        Expect(client.ReadToReady() == "1Z", "a prepared statement");
        while (!cancellationToken.IsCancellationRequested)
        {
            // As many questions as there are broken sessions to answer beside, so that the witnesses do not take the machine.
            if (!turns.Wait(TimeSpan.FromMilliseconds(100), CancellationToken.None))
                continue;
            string mark = $"{_name} question {Answers}";
            client.Send(Answers % 2 == 0 ? Wire.Query($"select '{mark}' /*application='witness'*/") : Wire.Join(Wire.Bind("", "mine", mark), Wire.Execute(""), Wire.Sync));
            bool own = false;
            while (client.Read() is var (type, body) && type != 'Z')
            {
                if (type == 'D')
                    own = System.Text.Encoding.UTF8.GetString(body.AsSpan(6)) == mark;
                Expect(type != 'E', System.Text.Encoding.UTF8.GetString(body));
            }
            Expect(own, mark);
            Answers++;
        }
    }

    private void Expect(bool condition, string what)
    {
        if (!condition)
            throw new InvalidOperationException($"{_name} did not get the answer to its own question: {what}");
    }
}
