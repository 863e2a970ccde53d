using System.Globalization;
using System.Net;
using Seawall.Gate;
using Seawall.Gate.Tests;
using Seawall.Testing;
using Xunit.Abstractions;

namespace Seawall.Clients.Tests;

/// <summary>What a client sees of PostgreSQL it sees through the gate: its output is the same to the byte, in the clear and under TLS.</summary>
public sealed class ClientMatrixTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Matrix
    {
        get
        {
            TheoryData<string, string> matrix = [];
            foreach (string client in Client.All.Keys)
            {
                matrix.Add(client, "disable");
                matrix.Add(client, "require");
            }
            return matrix;
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task A_client_prints_the_same_direct_and_through_the_gate(string name, string sslMode)
    {
        Client client = Client.All[name];
        PrivatePostgres postgres = await TlsPostgres.StartedAsync();
        // Beside the server's files, which go with the process.
        string capture = Path.Combine(Path.GetDirectoryName(postgres.Instance.Options.LogFile)!, $"capture-{name}-{sslMode}");
        await using GateServer gate = await GateServer.StartAsync(new GateOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Admin = new IPEndPoint(IPAddress.Loopback, 0),
            Upstreams = new Dictionary<string, string> { ["*"] = $"127.0.0.1:{postgres.Port}" },
            CaptureDirectory = capture,
            TlsCertificate = TlsPostgres.Certificate,
        });

        string direct = await client.RunAsync(postgres, postgres.Port, sslMode);
        string through = await client.RunAsync(postgres, gate.EndPoint.Port, sslMode);
        output.WriteLine(through);

        Assert.Equal(direct.Split('\n'), through.Split('\n'));
        Assert.True(direct.Split('\n').Length > 40 && through.Contains("\ndone\n", StringComparison.Ordinal), through);
        await Eventually.BecomesAsync(() => MetricAsync(gate, "sessions"), n => n == 0, $"every session of {name} has ended");
        Assert.Equal(0, await MetricAsync(gate, "faults_total"));
        Assert.True(await MetricAsync(gate, "sessions_opened_total") > 0, "the client went past the gate");
        Assert.True(await MetricAsync(gate, "capture_records_total") > 50, "the gate did not see the client's statements");
    }

    private static async Task<long> MetricAsync(GateServer gate, string name)
    {
        using HttpClient http = new() { BaseAddress = new Uri($"http://{gate.AdminEndPoint}") };
        string line = (await http.GetStringAsync("/metrics")).Split('\n').Single(l => l.StartsWith($"seawall_gate_{name}{{", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
    }
}
