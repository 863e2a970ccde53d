using System.Globalization;
using System.Net;

namespace Seawall.Peers.Push;

/// <summary>
/// A process of many clients, started by the bench: <c>push-clients seawall|etcd PORT COUNT FIRST SOURCE keep|close</c>, the token in the environment. It obeys
/// lines on standard input (<c>report TICKS</c>) and ends with it.
/// </summary>
internal static class ClientsProgram
{
    public const string Verb = "push-clients";
    public const string TokenVariable = "SEAWALL_BENCH_TOKEN";

    // So many connect at once at the start; coming back after a failure they are on their own, as services are.
    private const int AtOnce = 64;

    public static async Task<int> RunAsync(string[] args)
    {
        (string kind, int port, int count, int first) = (args[1], Number(args[2]), Number(args[3]), Number(args[4]));
        IPAddress source = IPAddress.Parse(args[5]);
        bool keeps = args[6] == "keep";
        string token = Environment.GetEnvironmentVariable(TokenVariable) ?? "";
        ClientBoard board = new(count, Console.Out);
        Random random = new(first);
        using CancellationTokenSource end = new();
        List<Task> clients = [];
        for (int i = 0; i < count; i++)
        {
            Task one = kind == "etcd"
                ? new EtcdClient(i, port, source, board).RunAsync(end.Token)
                : new ConfigClient(i, first + i, port, token, source, keeps, board, random).RunAsync(end.Token);
            clients.Add(one);
            if (i % AtOnce == AtOnce - 1)
                await Task.Delay(20, end.Token);
        }
        Task all = Task.WhenAll(clients);
        while (await Console.In.ReadLineAsync(end.Token) is { } line)
        {
            if (all.IsFaulted)
                board.Tell($"fault {all.Exception.InnerException!.Message.ReplaceLineEndings(" ")}");
            if (line.Split(' ') is ["report", var ticks])
                board.Report(long.Parse(ticks, CultureInfo.InvariantCulture));
        }
        await end.CancelAsync();
        return 0;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
