using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Seawall.Postgres.Capture;

namespace Seawall.Gate.Tests;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class CaptureTests
{
    public static TheoryData<string, string[]> Expected => new()
    {
        { "simple", ["Simple II rows=1 select 1", "Simple II rows=3 select generate_series(1,3), 'x'"] },
        { "an error ends a multi-statement query", ["Simple II rows=1 select 1; select 1/0; select 3 !22012"] },
        {
            "a failed transaction",
            [
                "Simple IT rows=-1 begin", "Simple TE rows=-1 select 1/0 !22012", "Simple EE rows=-1 select 1 !25P02", "Simple EE rows=-1 select 1; rollback !25P02",
                "Simple EE rows=-1 savepoint a !25P02", "Simple EI rows=-1 commit", "Simple II rows=1 select 2",
            ]
        },
        { "extended", ["Extended II rows=1 select $1::int [7]"] },
        {
            "named statement",
            [
                "Extended named II rows=1 select $1::int + $2::int [1,2]", "Extended named II rows=1 select $1::int + $2::int [3,NULL]",
            ]
        },
        { "duplicate name keeps the first", ["Extended named II rows=-1 select 2 !42P05", "Extended named II rows=1 select 1"] },
        { "failed parse leaves no name", ["Extended named II rows=-1 selec 1 !42601"] },
        { "an error discards up to sync, queries too", ["Extended II rows=-1 selec !42601", "Simple II rows=1 select 'kept'"] },
        { "a query between extended messages", ["Extended II rows=1 select 1", "Simple II rows=1 select 2"] },
        {
            "one pipeline is one transaction",
            [
                "Simple II rows=-1 create temp table t(a int)", "Extended + II rows=1 insert into t values (1)", "Extended II rows=-1 select 1/0 !22012",
                "Simple II rows=1 select count(*) from t",
            ]
        },
        {
            "begin in a pipeline",
            ["Extended + IT rows=-1 begin", "Extended TT rows=1 select 1", "Extended TI rows=-1 commit"]
        },
        {
            "portal suspended",
            [
                "Simple IT rows=-1 begin", "Extended + TT rows=2 select generate_series(1,5)", "Extended + TT rows=2 select generate_series(1,5)",
                "Extended + TT rows=1 select generate_series(1,5)", "Extended TT rows=0 select generate_series(1,5)", "Simple TI rows=-1 commit",
            ]
        },
        {
            "extended copy in; sync inside it is ignored",
            ["Simple II rows=-1 create temp table t(a int)", "Copy II rows=1 copy t from stdin", "Simple II rows=1 select a + 0 from t"]
        },
        {
            "copy in fails on the server",
            ["Simple II rows=-1 create temp table t(a int)", "Copy II rows=-1 copy t from stdin !22P02", "Simple II rows=1 select count(*) from t"]
        },
        {
            "deallocate and discard all",
            [
                "Simple II rows=-1 deallocate all", "Simple II rows=-1 discard all",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public async Task A_conversation_is_captured_as_the_statements_the_server_ran(string name, string[] expected)
    {
        string directory = Directory.CreateTempSubdirectory("seawall-capture-").FullName;
        await using (GateFixture fixture = await GateFixture.StartAsync(o => o with { CaptureDirectory = directory }))
            ConformanceTests.Converse(fixture, fixture.Port, c => c.Send(Conversations.All[name], Wire.Terminate));

        Assert.Equal(expected, Captured.Read(directory));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_capture_is_the_same_however_the_client_cuts_its_messages()
    {
        string directory = Directory.CreateTempSubdirectory("seawall-capture-").FullName;
        byte[] script = Wire.Join(Conversations.All["named statement"], Conversations.All["copy in"], Wire.Terminate);
        await using (GateFixture fixture = await GateFixture.StartAsync(o => o with { CaptureDirectory = directory }))
        {
            ConformanceTests.Converse(fixture, fixture.Port, c => c.Send(script));
            ConformanceTests.Converse(fixture, fixture.Port, c =>
            {
                foreach (byte one in script)
                    c.Send([one]);
            });
        }

        IReadOnlyList<string> events = Captured.Read(directory);
        int half = events.Count / 2;
        Assert.True(half > 4, $"{events.Count} events");
        Assert.Equal(events.Take(half), events.Skip(half));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Values_are_masked_unless_asked_for_and_equal_values_stay_equal()
    {
        string directory = Directory.CreateTempSubdirectory("seawall-capture-").FullName;
        await using (GateFixture fixture = await GateFixture.StartAsync(o => o with { CaptureDirectory = directory, CaptureClear = false }))
        {
            using RawClient client = RawClient.Login(fixture);
            client.Send(
                Wire.Query("select 'a secret'"), Wire.Parse("", "select $1::text, $2::text"), Wire.Bind("", "", "a secret", "a secret"), Wire.Execute(""), Wire.Sync, Wire.Terminate);
            client.ReadToEnd();
        }

        string file = Assert.Single(Directory.GetFiles(directory));
        using CaptureReader reader = CaptureReader.Open(file);
        Assert.True(reader.Header.Masked);
        Assert.NotEqual("", reader.Header.KeyId);
        Assert.True(reader.TryRead(out CaptureRecord simple));
        string token = Encoding.UTF8.GetString(simple.Event.Sql)["select '".Length..^1];
        Assert.DoesNotContain("secret", token);
        Assert.True(reader.TryRead(out CaptureRecord extended));
        CaptureParameterCursor values = extended.Parameters();
        while (values.Next(out ReadOnlySpan<byte> value, out _))
            Assert.Equal(token, Encoding.UTF8.GetString(value));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Files_are_private_and_compressed_when_they_end()
    {
        string directory = Path.Combine(Directory.CreateTempSubdirectory("seawall-capture-").FullName, "gate");
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { CaptureDirectory = directory });
        await using Npgsql.NpgsqlConnection connection = await fixture.OpenAsync();
        await new Npgsql.NpgsqlCommand("select 1", connection).ExecuteScalarAsync();

        string file = await Eventually.BecomesAsync(() => fixture.Gate.Capture!.CurrentFile, f => f is not null, "a capture file is begun") ?? "";
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(directory));
        using HttpClient http = new() { BaseAddress = new Uri($"http://{fixture.Gate.AdminEndPoint}") };
        (await http.PostAsync("/capture", content: null)).EnsureSuccessStatusCode();

        await Eventually.BecomesAsync(() => File.Exists(file), exists => !exists, "the ended file is replaced");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file + ".gz"));
        Assert.Contains(Captured.Read(directory), e => e.EndsWith(" select 1", StringComparison.Ordinal));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Finished_captures_are_given_to_who_knows_the_token_and_arrive_as_they_are()
    {
        await using GateFixture fixture = await GateFixture.StartAsync(o => o with { AdminToken = "let-me-in" });
        await using Npgsql.NpgsqlConnection connection = await fixture.OpenAsync();
        await new Npgsql.NpgsqlCommand("select 42", connection).ExecuteScalarAsync();
        using HttpClient http = new() { BaseAddress = new Uri($"http://{fixture.Gate.AdminEndPoint}") };

        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri("/capture/files", UriKind.Relative))).StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "let-me");
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri("/capture/files/x.swc.gz", UriKind.Relative))).StatusCode);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "let-me-in");

        // What was captured before lies in finished files when the answer comes.
        (await http.PostAsync("/capture", content: null)).EnsureSuccessStatusCode();
        using JsonDocument list = JsonDocument.Parse(await http.GetStringAsync(new Uri("/capture/files", UriKind.Relative)));
        JsonElement file = Assert.Single(list.RootElement.GetProperty("files").EnumerateArray());
        string name = file.GetProperty("name").GetString()!;
        byte[] content = await http.GetByteArrayAsync(new Uri($"/capture/files/{name}", UriKind.Relative));
        Assert.Equal(file.GetProperty("bytes").GetInt64(), content.Length);
        Assert.Equal(file.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(content)));
        Assert.Contains(Captured.Read(fixture.CaptureDirectory), e => e.EndsWith(" select 42", StringComparison.Ordinal));
        foreach (string path in (string[])["/capture/files/..%2Fstats.db", "/capture/files/nope.swc.gz"])
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task A_gate_without_a_token_gives_out_no_capture()
    {
        await using GateFixture fixture = await GateFixture.StartAsync();
        using HttpClient http = new() { BaseAddress = new Uri($"http://{fixture.Gate.AdminEndPoint}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "");
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync(new Uri("/capture/files", UriKind.Relative))).StatusCode);
    }
}
