using System.Runtime.InteropServices;

namespace Seawall.Peers;

/// <summary>The program: lists the benches, or runs one, prints its figures and keeps them.</summary>
internal static class BenchProgram
{
    private const int Failed = 1;
    private const int Usage = 2;
    private const int Interrupted = 130;

    public static async Task<int> RunAsync(string[] args, IReadOnlyList<IBench> benches, TextWriter output, TextWriter error)
    {
        string[] words = [.. args.Where(a => !a.StartsWith('-'))];
        bool json = args.Contains("--json");
        switch (words)
        {
            case []:
                await output.WriteAsync(json ? BenchText.ListAsJson(benches) : BenchText.List(benches));
                return 0;
            case ["packages", var name] when Find(benches, name) is { } bench:
                await output.WriteLineAsync(string.Join(' ', bench.Packages));
                return 0;
            case [var name] when Find(benches, name) is { } bench:
                return await RunAsync(bench, quick: args.Contains("--quick"), json, output, error);
            default:
                await error.WriteAsync($"seawall: there is no bench '{words[^1]}'; there are:\n{BenchText.List(benches)}");
                return Usage;
        }
    }

    private static async Task<int> RunAsync(IBench bench, bool quick, bool json, TextWriter output, TextWriter error)
    {
        using CancellationTokenSource interrupted = new();
        void Interrupt(PosixSignalContext signal)
        {
            signal.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        }
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);

        string root = Root();
        string work = Directory.CreateTempSubdirectory("seawall-bench-").FullName;
        try
        {
            // Peers that refuse to run as root run as another user, who has to reach what they read.
            if (OperatingSystem.IsLinux())
                File.SetUnixFileMode(work, (UnixFileMode)0b111_101_101);
            BenchContext context = new(quick, root, work, Program(root), error);
            IReadOnlyList<Figure> figures = await bench.RunAsync(context, interrupted.Token);
            string command = $"./seawall bench {bench.Name}{(quick ? " --quick" : "")}";
            ResultsFile results = ResultsFile.Of(bench.Name, command, TimeProvider.System.GetUtcNow(), context, figures);
            string file = await results.WriteAsync(root, interrupted.Token);
            await output.WriteLineAsync(json ? results.ToJson() : BenchText.Table(results));
            await error.WriteLineAsync($"kept in {Path.GetRelativePath(root, file)}");
            return 0;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            await error.WriteLineAsync("interrupted; nothing kept");
            return Interrupted;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            await error.WriteLineAsync($"seawall: bench {bench.Name} failed: {e.Message}");
            return Failed;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static IBench? Find(IReadOnlyList<IBench> benches, string name) => benches.FirstOrDefault(b => b.Name == name);

    // The launcher says which; started by hand, the one it built last.
    private static string Program(string root)
    {
        string program = Environment.GetEnvironmentVariable("SEAWALL_PROGRAM") is { Length: > 0 } given ? given : Path.Combine(root, "artifacts", "app", "current", "seawall");
        return File.Exists(program) ? program : throw new InvalidOperationException($"{program} is not there; ./seawall builds it");
    }

    private static string Root()
    {
        if (Environment.GetEnvironmentVariable("SEAWALL_ROOT") is { Length: > 0 } given)
            return given;
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Seawall.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? Environment.CurrentDirectory;
    }
}
