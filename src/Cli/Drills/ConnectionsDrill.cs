using System.Buffers.Binary;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Npgsql;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary>
/// Opens three times as many connections as the gates let a business have, none of which ever logs in, so that it needs no password and takes nothing of the server but the
/// cap; logs others in meanwhile; closes all.
/// </summary>
internal sealed class ConnectionsDrill(SiteTopology site, Secrets secrets, TimeProvider time)
{
    private const int Most = 600;
    private const int Protocol = 196_608;
    private const int CoreLogins = 10;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    public async Task<ConnectionsFinding> RunAsync(string business, string core, CancellationToken ct)
    {
        // 1. The cap in force, which all gates must have.
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        ProcessNode[] gates = [.. site.Processes.Where(process => process is { Role: "gate", Admin: not null })];
        if (gates.Length == 0)
            throw new CommandException($"{site.Path} has no gate with an admin address", ExitCode.Usage);
        (int cap, int before) = await LookAsync(http, gates, business, ct).ConfigureAwait(false);
        int opened = Math.Min(Most, Math.Max(30, cap * gates.Length * 3));
        if (cap * gates.Length >= opened)
            throw new CommandException($"{business} may have {cap} connections at each of {gates.Length} gates, too many for a drill of {Most}", ExitCode.Usage);

        // 2. The storm, and beside it the core.
        byte[] startup = Startup(business, site.Postgres[0].Name);
        var storm = new Guest[opened];
        List<int> millis = [];
        int failed = 0;
        try
        {
            for (int i = 0; i < opened; i++)
                storm[i] = new Guest();
            Task<Answer[]> storming = Task.WhenAll(storm.Select((guest, i) => guest.ComeAsync(gates[i % gates.Length].Listen, startup, ct)));
            for (int i = 0; i < CoreLogins; i++)
            {
                long start = time.GetTimestamp();
                failed += await LogInAsync(core, ct).ConfigureAwait(false) ? 0 : 1;
                millis.Add((int)time.GetElapsedTime(start).TotalMilliseconds);
            }
            Answer[] answers = await storming.ConfigureAwait(false);

            // 3. All go; the gates must count as before.
            Array.ForEach(storm, guest => guest.Dispose());
            bool restored = await BecomesAsync(async () => (await LookAsync(http, gates, business, ct).ConfigureAwait(false)).Sessions <= before, ct).ConfigureAwait(false);
            return new ConnectionsFinding(
                business, gates.Length, cap, opened, answers.Count(answer => answer.Type == 'R'), answers.Count(answer => answer.Code == "53300"),
                answers.Count(answer => answer.Type == 0), answers.FirstOrDefault(answer => answer.Code == "53300").Words ?? "", core, CoreLogins, failed, millis.Max(), restored);
        }
        finally
        {
            Array.ForEach(storm, guest => guest?.Dispose());
        }
    }

    private static async Task<(int Cap, int Sessions)> LookAsync(HttpClient http, ProcessNode[] gates, string business, CancellationToken ct)
    {
        int? cap = null;
        int sessions = 0;
        foreach (ProcessNode gate in gates)
        {
            JsonElement report;
            try
            {
                report = await http.GetFromJsonAsync<JsonElement>(new Uri($"http://{gate.Admin}/connections"), ct).ConfigureAwait(false);
            }
            catch (HttpRequestException e)
            {
                throw new CommandException($"{gate.Name} does not answer at {gate.Admin}: {e.Message}; is the site up? `seawall status`");
            }
            JsonElement caps = report.GetProperty("perBusiness");
            if (!caps.TryGetProperty(business, out JsonElement own) && !caps.TryGetProperty("*", out own))
                throw new CommandException($"{gate.Name} has no cap for business {business}; set one: seawall config set gate/connections='{{\"perBusiness\":{{\"{business}\":20}}}}' --reason 'a cap'");
            cap = Math.Max(cap ?? 0, own.GetInt32());
            sessions += report.GetProperty("businesses").EnumerateArray().Where(one => one.GetProperty("business").GetString() == business).Sum(one => one.GetProperty("sessions").GetInt32());
        }
        return (cap ?? 0, sessions);
    }

    private async Task<bool> LogInAsync(string login, CancellationToken ct)
    {
        string address = new NpgsqlConnectionStringBuilder(site.ConnectionString(login, secrets)) { Pooling = false, Timeout = 10 }.ConnectionString;
        var connection = new NpgsqlConnection(address);
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                await connection.OpenAsync(ct).ConfigureAwait(false);
                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        }
    }

    private async Task<bool> BecomesAsync(Func<Task<bool>> look, CancellationToken ct)
    {
        long start = time.GetTimestamp();
        while (!await look().ConfigureAwait(false))
        {
            if (time.GetElapsedTime(start) > s_patience)
                return false;
            await Task.Delay(s_look, time, ct).ConfigureAwait(false);
        }
        return true;
    }

    private static byte[] Startup(string business, string database)
    {
        byte[] content = Encoding.UTF8.GetBytes($"user\0{business}\0database\0{database}\0application_name\0{business}\0\0");
        byte[] packet = new byte[8 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(packet, packet.Length);
        BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(4), Protocol);
        content.CopyTo(packet, 8);
        return packet;
    }

    /// <summary>The first message to a start-up packet: 'R', the server's question; 'E' with code and words; 0 for none.</summary>
    private readonly record struct Answer(char Type, string? Code, string? Words);

    private sealed class Guest : IDisposable
    {
        private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public async Task<Answer> ComeAsync(HostPort gate, byte[] startup, CancellationToken ct)
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(s_patience);
            byte[] answer = new byte[1_024];
            int length = 0;
            try
            {
                await _socket.ConnectAsync(gate.Host, gate.Port, limit.Token).ConfigureAwait(false);
                await _socket.SendAsync(startup, limit.Token).ConfigureAwait(false);
                while (length < 5 || length < Math.Min(answer.Length, 1 + BinaryPrimitives.ReadInt32BigEndian(answer.AsSpan(1))))
                {
                    int count = await _socket.ReceiveAsync(answer.AsMemory(length), limit.Token).ConfigureAwait(false);
                    if (count == 0)
                        return default;
                    length += count;
                }
            }
            catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !ct.IsCancellationRequested))
            {
                return default;
            }
            string[] fields = Encoding.UTF8.GetString(answer.AsSpan(5, length - 5)).Split('\0');
            return new Answer((char)answer[0], Array.Find(fields, field => field.StartsWith('C'))?[1..], Array.Find(fields, field => field.StartsWith('M'))?[1..]);
        }

        public void Dispose() => _socket.Dispose();
    }
}
