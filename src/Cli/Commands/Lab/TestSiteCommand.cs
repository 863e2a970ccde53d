using System.CommandLine;
using System.Text.Json;
using Seawall.Topology;

namespace Seawall.Cli;

/// <summary><c>seawall lab testsite</c>: makes, shows, resets and removes the database that replays run against.</summary>
internal static class TestSiteCommand
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var command = new ExampleCommand("testsite", "Make the database that replays run against, and mark it as such")
        {
            Examples = ["seawall lab testsite create --from main", "seawall lab testsite create --dump production.dump", "seawall lab testsite reset", "seawall lab testsite status --json", "seawall lab testsite drop --yes"],
        };
        command.Add(CreateCommand());
        command.Add(ResetCommand());
        command.Add(StatusCommand());
        command.Add(DropCommand());
        return command;
    }

    private static ExampleCommand CreateCommand()
    {
        var from = new Option<string>("--from") { Description = "Copy this instance of the site; it keeps serving", HelpName = "INSTANCE", DefaultValueFactory = _ => "main" };
        var dump = new Option<FileInfo>("--dump") { Description = "Restore this dump instead", HelpName = "FILE" };
        var topology = Place.TopologyOption();
        var command = new ExampleCommand("create", "Restore a copy of an instance, or a dump, and mark it")
        {
            Examples = ["seawall lab testsite create --from main", "seawall lab testsite create --dump production.dump"],
        };
        command.Add(from);
        command.Add(dump);
        command.Add(topology);
        command.SetAction(async (parsed, ct) =>
        {
            TestSite site = await LabTestSite.OpenAsync(parsed.GetValue(topology)?.FullName, ct).ConfigureAwait(false);
            var talk = new Talk();
            TestSiteMark mark = parsed.GetValue(dump) is { } file
                ? await site.CreateFromDumpAsync(file.FullName, talk, ct).ConfigureAwait(false)
                : await site.CreateFromAsync(parsed.GetRequiredValue(from), talk, ct).ConfigureAwait(false);
            Console.WriteLine($"test site at 127.0.0.1:{site.Instance.Options.Port}, database {site.Instance.Name}, from {mark.Source}");
            return ExitCode.Ok;
        });
        return command;
    }

    private static ExampleCommand ResetCommand()
    {
        var topology = Place.TopologyOption();
        var command = new ExampleCommand("reset", "Put the database back as it was created") { Examples = ["seawall lab testsite reset"] };
        command.Add(topology);
        command.SetAction(async (parsed, ct) =>
        {
            TestSite site = await LabTestSite.OpenAsync(parsed.GetValue(topology)?.FullName, ct).ConfigureAwait(false);
            await site.ResetAsync(ct).ConfigureAwait(false);
            Console.WriteLine($"{site.Instance.Name} is as it was created");
            return ExitCode.Ok;
        });
        return command;
    }

    private static ExampleCommand StatusCommand()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var topology = Place.TopologyOption();
        var command = new ExampleCommand("status", "Whether there is a test site, and from what; exit code 1 when not") { Examples = ["seawall lab testsite status"] };
        command.Add(json);
        command.Add(topology);
        command.SetAction(async (parsed, ct) =>
        {
            TestSite site = await LabTestSite.OpenAsync(parsed.GetValue(topology)?.FullName, ct).ConfigureAwait(false);
            TestSiteMark? mark = await site.StatusAsync(ct).ConfigureAwait(false);
            bool runs = site.Instance.Running is not null;
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { running = runs, port = site.Instance.Options.Port, marked = mark is not null, mark?.Source, mark?.CreatedAt }, _json));
            }
            else
            {
                Console.WriteLine(mark is null
                    ? runs ? "the test site's server runs but holds no test site" : "there is no test site; seawall lab testsite create makes one"
                    : $"test site at 127.0.0.1:{site.Instance.Options.Port} from {mark.Source}, created {mark.CreatedAt:u}");
            }

            return mark is null ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }

    private static ExampleCommand DropCommand()
    {
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        var topology = Place.TopologyOption();
        var command = new ExampleCommand("drop", "Stop the test site's server and remove its data") { Examples = ["seawall lab testsite drop --yes"] };
        command.Add(yes);
        command.Add(topology);
        command.SetAction(async (parsed, ct) =>
        {
            TestSite site = await LabTestSite.OpenAsync(parsed.GetValue(topology)?.FullName, ct).ConfigureAwait(false);
            if (!parsed.GetValue(yes))
            {
                throw new CommandException($"This removes {site.Instance.Options.DataDirectory}. Say so with --yes.", ExitCode.Usage);
            }

            await site.DropAsync(ct).ConfigureAwait(false);
            Console.WriteLine("the test site is gone");
            return ExitCode.Ok;
        });
        return command;
    }

    private sealed class Talk : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine($"▸ {value}");
    }
}
