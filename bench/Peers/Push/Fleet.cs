using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Seawall.Peers.Push;

/// <summary>Clients in a few processes of their own; each process is a third of them.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private const int Processes = 3;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly List<Member> _members = [];

    private Fleet(int clients) => Clients = clients;

    public int Clients { get; }

    public static Fleet Start(string kind, int port, int clients, string token, bool keepsAckConnections)
    {
        Fleet fleet = new(clients);
        for (int p = 0; p < Processes; p++)
        {
            int first = clients * p / Processes;
            int count = (clients * (p + 1) / Processes) - first;
            // exec keeps the process id; the soft limit of open files is raised to the hard one.
            ProcessStartInfo start = new("/bin/sh", ["-c", "ulimit -Sn \"$(ulimit -Hn)\" 2>/dev/null; exec \"$@\"", "sh", Environment.ProcessPath!,
                ClientsProgram.Verb, kind, $"{port}", $"{count}", $"{first}", $"127.0.0.{p + 2}", keepsAckConnections ? "keep" : "close"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                Environment =
                {
                    [ClientsProgram.TokenVariable] = token,
                    // Clients that only answer need no thread of the pool: what epoll found is done where it was found.
                    ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
                },
            };
            fleet._members.Add(new Member(Process.Start(start) ?? throw new InvalidOperationException("the clients could not be started")));
        }
        return fleet;
    }

    /// <summary>Until every process says a line.</summary>
    public Task AllAsync(string line, CancellationToken ct) => Task.WhenAll(_members.Select(member => member.WaitAsync(line, _patience, ct)));

    /// <summary>Each client's microseconds since a moment of <see cref="Stopwatch"/>: until it was notified, and until it was known to have it.</summary>
    public async Task<(int[] Notified, int[] Acked)> TimesAsync(long since, CancellationToken ct)
    {
        int[][][] parts = await Task.WhenAll(_members.Select(async member =>
        {
            await member.SayAsync(string.Create(CultureInfo.InvariantCulture, $"report {since}"));
            byte[] bytes = Convert.FromBase64String((await member.WaitAsync("times ", _patience, ct))["times ".Length..]);
            int[] all = [.. Enumerable.Range(0, bytes.Length / 4).Select(i => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(i * 4)))];
            return (int[][])[all[..(all.Length / 2)], all[(all.Length / 2)..]];
        }));
        return ([.. parts.SelectMany(part => part[0])], [.. parts.SelectMany(part => part[1])]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Member member in _members)
            await member.DisposeAsync();
    }

    private sealed class Member : IAsyncDisposable
    {
        private static readonly ConcurrentDictionary<int, Process> _running = new();
        private readonly Process _process;
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
        private readonly Task _reading;

        static Member() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (Process process in _running.Values)
                process.Kill();
        };

        public Member(Process process)
        {
            _process = process;
            _running[process.Id] = process;
            _reading = ReadAsync();
        }

        public async Task SayAsync(string line)
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
        }

        // Lines before it are of what nobody waits for any more.
        public async Task<string> WaitAsync(string start, TimeSpan patience, CancellationToken ct)
        {
            using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(ct);
            late.CancelAfter(patience);
            try
            {
                while (true)
                {
                    string line = await _lines.Reader.ReadAsync(late.Token);
                    if (line.StartsWith("fault ", StringComparison.Ordinal))
                        throw new InvalidOperationException(line);
                    if (line == start || (start.EndsWith(' ') && line.StartsWith(start, StringComparison.Ordinal)))
                        return line;
                }
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new InvalidOperationException($"clients did not say '{start}' within {patience.TotalSeconds:0} s");
            }
            catch (ChannelClosedException)
            {
                throw new InvalidOperationException($"a process of clients ended before it said '{start}'");
            }
        }

        public async ValueTask DisposeAsync()
        {
            _process.StandardInput.Close();
            using CancellationTokenSource late = new(TimeSpan.FromSeconds(3));
            try
            {
                await _process.WaitForExitAsync(late.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
                await _process.WaitForExitAsync(CancellationToken.None);
            }
            await _reading;
            _running.TryRemove(_process.Id, out _);
            _process.Dispose();
        }

        private async Task ReadAsync()
        {
            while (await _process.StandardOutput.ReadLineAsync() is { } line)
                _lines.Writer.TryWrite(line);
            _lines.Writer.Complete();
        }
    }
}
