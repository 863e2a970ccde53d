using System.Threading.Channels;
using Seawall.Gate.Judging;
using Seawall.Gate.Limits;

namespace Seawall.Gate.Tests.Limits;

/// <summary>Loops of sessions that all want into one queue: each loop a thread with a mailbox for grants, as a gate's loops are.</summary>
internal sealed class QueueStorm(SlotQueue queue, int slots, int seed)
{
    private int _inside;
    private int _mostInside;
    private int _waits;
    private int _granted;
    private int _abandoned;
    private int _pushedOut;
    private int _entered;
    private int _full;

    public int MostInside => _mostInside;

    public int Waits => _waits;

    public int Granted => _granted;

    public int Abandoned => _abandoned;

    public int PushedOut => _pushedOut;

    public int Entered => _entered;

    public int Full => _full;

    public Task RunAsync(int threads, int sessions, int rounds) =>
        Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(() => new Loop(this, new Random(seed + thread), thread, sessions, rounds).Run(), TaskCreationOptions.LongRunning)));

    public override string ToString() =>
        $"{_mostInside} of {slots} inside at most, {_waits} waits, {_granted} granted, {_abandoned} abandoned, {_pushedOut} pushed out, {_entered} entered, {_full} refused; {queue.Taken} taken, {queue.Waiting} waiting";

    private void Enter()
    {
        int inside = Interlocked.Increment(ref _inside);
        for (int most = _mostInside; inside > most && Interlocked.CompareExchange(ref _mostInside, inside, most) != most;)
            most = _mostInside;
    }

    private sealed class Loop
    {
        private readonly QueueStorm _storm;
        private readonly Random _random;
        private readonly Channel<Session> _mail = Channel.CreateUnbounded<Session>();
        private readonly Session[] _sessions;

        public Loop(QueueStorm storm, Random random, int thread, int sessions, int rounds)
        {
            (_storm, _random) = (storm, random);
            _sessions = [.. Enumerable.Range(0, sessions).Select(i => new Session(this, (thread * sessions) + i, rounds))];
        }

        public void Run()
        {
            int left = _sessions.Length;
            while (left > 0)
            {
                while (_mail.Reader.TryRead(out Session? granted))
                    granted.OnMail();
                Session session = _sessions[_random.Next(_sessions.Length)];
                if (!session.IsDone && session.Step())
                    left--;
            }
        }

        /// <summary>Not in the queue, in it, or inside; the rest of a session is not the queue's business.</summary>
        private sealed class Session : IWaiter
        {
            private readonly Loop _loop;
            private readonly Ticket _ticket;
            private int _left;
            private bool _waits;
            private bool _inside;

            public Session(Loop loop, int number, int rounds)
            {
                (_loop, _left) = (loop, rounds);
                _ticket = new Ticket(this) { Grade = number % 5, Business = number % 7 };
            }

            public bool IsDone { get; private set; }

            public void OnGranted() => _loop._mail.Writer.TryWrite(this);

            public void OnMail()
            {
                QueueStorm storm = _loop._storm;
                _waits = false;
                if (_ticket.IsPushedOut)
                {
                    _ticket.IsPushedOut = false;
                    Interlocked.Increment(ref storm._pushedOut);
                    return;
                }
                _ticket.TakeGranted();
                Interlocked.Increment(ref storm._granted);
                storm.Enter();
                _inside = true;
            }

            public bool Step()
            {
                QueueStorm storm = _loop._storm;
                if (_inside)
                {
                    _inside = false;
                    Interlocked.Decrement(ref storm._inside);
                    _ticket.OnReady(idle: true);
                }
                else if (_waits)
                {
                    if (_loop._random.Next(8) == 0 && _ticket.TryAbandon())
                    {
                        _waits = false;
                        Interlocked.Increment(ref storm._abandoned);
                    }
                }
                else if (_left-- == 0)
                {
                    _ticket.Close();
                    return IsDone = true;
                }
                else
                {
                    Ask(storm);
                }
                return false;
            }

            private void Ask(QueueStorm storm)
            {
                switch (storm.Ask(_ticket))
                {
                    case SlotAnswer.Entered:
                        storm.Enter();
                        _inside = true;
                        break;
                    case SlotAnswer.Waits:
                        _waits = true;
                        break;
                }
            }
        }
    }

    private SlotAnswer Ask(Ticket ticket)
    {
        SlotAnswer answer = queue.Enter(ticket, 0);
        Interlocked.Increment(ref answer == SlotAnswer.Entered ? ref _entered : ref answer == SlotAnswer.Waits ? ref _waits : ref _full);
        return answer;
    }
}
