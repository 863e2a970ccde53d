using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall metrics show</c>: the interfaces of a business by role, or the processes and the machine.</summary>
internal static class MetricsShowCommand
{
    internal sealed record InterfaceName(string Method, string Route, string Role);

    internal sealed record Interface(InterfaceName Name, double CallsPerSecond, double ErrorsPerSecond, double? P50Seconds, double? P99Seconds);

    /// <summary>One process as the control center tells it.</summary>
    internal sealed record Process
    {
        [System.Text.Json.Serialization.JsonPropertyName("process")]
        public required string Name { get; init; }

        public required string State { get; init; }

        public double? CpuShare { get; init; }

        public double? MemoryBytes { get; init; }

        public double? DiskPerSecond { get; init; }

        public double? NetworkPerSecond { get; init; }

        public double? Files { get; init; }

        public double? FilesLimit { get; init; }

        public int Restarts { get; init; }

        /// <summary>Whether a figure that every process has on this machine is missing.</summary>
        [System.Text.Json.Serialization.JsonIgnore]
        public bool IsUnwatched => CpuShare is null || MemoryBytes is null || Files is null;
    }

    public static Command Create()
    {
        var business = new Option<string>("--business") { Description = "The interfaces of this business, by role", HelpName = "NAME" };
        var process = new Option<string>("--process") { Description = "Only this process", HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        Option<FileInfo> topology = Place.TopologyOption();
        var command = new ExampleCommand("show", "Calls, errors and latency of a business's interfaces by role over the last ten seconds; without one, every process: processor, memory, disk, network, files, restarts")
        {
            Examples = ["seawall metrics show", "seawall metrics show --business groupbuy", "seawall metrics show --process gate-1 --json"],
        };
        command.Add(business);
        command.Add(process);
        command.Add(json);
        command.Add(topology);
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetValue(business), parsed.GetValue(process), parsed.GetValue(json), Place.Current.Topology(parsed.GetValue(topology)?.FullName), ct));
        return command;
    }

    private static async Task<int> RunAsync(string? business, string? process, bool json, SiteTopology topology, CancellationToken ct)
    {
        if (business is not null && process is not null)
        {
            throw new CommandException("--business and --process ask for different things; give one of them", ExitCode.Usage);
        }
        using HttpClient http = ControlApi.Open(Place.Current, topology);
        string path = business is null ? "/api/metrics/servers" : $"/api/metrics/businesses/{Uri.EscapeDataString(business)}";
        using HttpResponseMessage answer = await http.GetAsync(new Uri(path, UriKind.Relative), ct).ExpectOkAsync(ct).ConfigureAwait(false);
        JsonElement body = await answer.Content.ReadFromJsonAsync<JsonElement>(ct).ConfigureAwait(false);
        if (business is not null)
        {
            Interfaces(body, json);
            return ExitCode.Ok;
        }
        Process[] processes = [.. body.GetProperty("processes").Deserialize<Process[]>(ControlApi.Json)!.Where(one => process is null || one.Name == process)];
        if (processes.Length == 0 && process is not null)
        {
            throw new CommandException($"there is no process '{process}'; `seawall status` lists them");
        }
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { host = body.GetProperty("host"), processes, unwatched = processes.Count(one => one.IsUnwatched) }, ControlApi.Json));
        }
        else
        {
            Write(Console.Out, processes);
        }
        return ExitCode.Ok;
    }

    private static void Interfaces(JsonElement body, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(body, ControlApi.Json));
            return;
        }
        Write(Console.Out, [.. body.GetProperty("interfaces").EnumerateArray().Select(line => new Interface(
            line.GetProperty("interface").Deserialize<InterfaceName>(ControlApi.Json)!, line.GetProperty("callsPerSecond").GetDouble(), line.GetProperty("errorsPerSecond").GetDouble(),
            Number(line, "p50Seconds"), Number(line, "p99Seconds")))]);
    }

    internal static void Write(TextWriter output, IReadOnlyList<Interface> interfaces)
    {
        output.WriteLine($"{"interface",-44}{"role",-10}{"calls/s",10}{"errors/s",10}{"p50 ms",10}{"p99 ms",10}");
        foreach (Interface one in interfaces)
        {
            string name = $"{one.Name.Method} {one.Name.Route}";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(name.Length > 43 ? name[..42] + "…" : name),-44}{(one.Name.Role.Length == 0 ? "-" : one.Name.Role),-10}{one.CallsPerSecond,10:0.00}{one.ErrorsPerSecond,10:0.00}{Millis(one.P50Seconds),10}{Millis(one.P99Seconds),10}"));
        }
    }

    internal static void Write(TextWriter output, IReadOnlyList<Process> processes)
    {
        output.WriteLine($"{"process",-20}{"state",-12}{"cpu",8}{"memory",10}{"disk/s",10}{"network/s",11}{"files",14}{"restarts",10}");
        foreach (Process one in processes)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Name,-20}{one.State,-12}{(one.CpuShare is { } cpu ? (cpu * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%" : "-"),8}{Bytes(one.MemoryBytes),10}{Bytes(one.DiskPerSecond),10}{Bytes(one.NetworkPerSecond),11}{$"{Count(one.Files)}/{Count(one.FilesLimit)}",14}{one.Restarts,10}"));
        }
    }

    private static double? Number(JsonElement line, string name) => line.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    private static string Millis(double? seconds) => seconds is { } known ? (known * 1000).ToString("0.00", CultureInfo.InvariantCulture) : "-";

    private static string Count(double? count) => count is { } known ? known.ToString("0", CultureInfo.InvariantCulture) : "-";

    private static string Bytes(double? bytes) => bytes switch
    {
        null => "-",
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024:0} KB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576:0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824:0.0} GB"),
    };
}
