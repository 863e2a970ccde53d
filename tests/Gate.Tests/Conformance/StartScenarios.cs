using System.Security.Cryptography;
using System.Text;

namespace Seawall.Gate.Tests.Conformance;

using static Wire;

/// <summary>First packets, whole and broken, and every way to be let in or not.</summary>
internal static class StartScenarios
{
    private const int Version30 = 196_608;
    private static readonly byte[] _ssl = Untyped(80_877_103);
    private static readonly byte[] _gss = Untyped(80_877_104);
    private static readonly byte[] _ask = Join(Query("select 1"), Terminate);

    public static IReadOnlyList<Scenario> Of(string database)
    {
        (string, string) user = ("user", ConformanceSite.Trusted);
        (string, string) where = ("database", database);
        byte[] good = Startup(user, where);
        List<Scenario> all =
        [
            Start("let in by trust", Join(good, _ask)),
            Start("queries behind the start-up", Join(good, Query("select 1"), Parse("", "select 2"), Bind("", ""), Execute(""), Sync, Terminate)),
            Start("no database is that of the user's name", Startup(user)),
            Start("an empty database", Startup(user, ("database", ""))),
            Start("a database that is not there", Startup(user, ("database", "nowhere"))),
            Start("a database with an odd name", Startup(user, ("database", "no \"where\"; --"))),
            Start("a database in Chinese", Startup(user, ("database", "数据库"))),
            Start("the template that lets nobody in", Startup(user, ("database", "template0"))),
            Start("a user twice", Join(Startup(("user", "nobody"), user, where), _ask)),
            Start("a user who may not log in", Startup(("user", "conf_nologin"), where)),
            Start("a user whose connections are all taken", Startup(("user", "conf_full"), where)),
            Start("a user who is rejected", Startup(("user", ConformanceSite.Rejected), where)),
            Start("a user with settings", Join(Startup(("user", "conf_set"), where), Query("show work_mem"), Terminate)),
            Start("no user", Startup(where)) with { Explained = Explanations.OwnRefusal },
            Start("an empty user", Startup(("user", ""), where)) with { Explained = Explanations.OwnRefusal },
            Start("no parameters at all", Startup()) with { Explained = Explanations.OwnRefusal },
            Start("a name without its value", Untyped(Version30, Text("user"), Encoding.ASCII.GetBytes(ConformanceSite.Trusted))) with { Explained = Explanations.OwnRefusal },
            Start("no end of the parameters", Untyped(Version30, Text("user"), Text(ConformanceSite.Trusted))) with { Explained = Explanations.OwnRefusal },
            Start("bytes behind the end of the parameters", Untyped(Version30, Text("user"), Text(ConformanceSite.Trusted), [0, 1, 2])) with { Explained = Explanations.OwnRefusal },
            Start("only a version", Untyped(Version30)) with { Explained = Explanations.OwnRefusal },
            Start("9,999 bytes", Join(Startup(user, where, ("application_name", new string('a', 9_999 - 8 - Startup(user, where, ("application_name", "")).Length + 8))), _ask)),
            Start("more than 10,000 bytes", Startup(user, where, ("application_name", new string('a', 10_000)))),
            Start("a length of 10,004", Join(Int32(10_004), Int32(Version30), new byte[9_996])) with { Explained = Explanations.OwnRefusal },
            Start("a length of 10,005", Join(Int32(10_005), Int32(Version30), new byte[9_997])),
            Start("a cancel of an unknown key", Cancel([0, 0, 0, 1, 0, 0, 0, 2])),
            Start("a cancel, cut short", Untyped(80_877_102, Int32(1))),
            Start("a cancel with more than its key", Untyped(80_877_102, Int32(1), Int32(2), Int32(3))),
            Start("a cancel with nothing", Untyped(80_877_102)),
            Start("SSL", _ssl) with { BareBytes = 1 },
            Start("SSL with bytes behind it", Join(_ssl, good)) with { BareBytes = 1, CutBefore = 8, Explained = Explanations.OwnRefusal },
            Start("an SSL request too long", Untyped(80_877_103, Int32(0))) with { BareBytes = 1 },
            Start("a GSS request too long", Untyped(80_877_104, Int32(0))) with { BareBytes = 1, Explained = Explanations.NoGss },
            Start("GSS", _gss) with { BareBytes = 1, Explained = Explanations.NoGss },
            Start("GSS with bytes behind it", Join(_gss, good)) with { BareBytes = 1, CutBefore = 8, Explained = Explanations.NoGss },
            Start("HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray()),
            Start("TLS at once", [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0]),
            Start("nothing", []),
            Start("one byte", [0]),
            Start("half a first packet", good[..(good.Length / 2)]),
            Start("a replication session", Join(Startup(user, where, ("replication", "database")), Query("IDENTIFY_SYSTEM_X"), Query("SHOW work_mem"), Terminate)),
            Start("replication of everything", Join(Startup(user, ("replication", "true")), Query("SHOW work_mem"), Query("select 1"), Terminate)),
            Start("replication that is neither", Startup(user, where, ("replication", "perhaps"))),
            Start("replication that is off", Join(Startup(user, where, ("replication", "off")), _ask)),
        ];
        foreach (int length in (int[])[-1, 0, 1, 3, 4, 5, 7, 20_000, int.MaxValue])
            all.Add(Start($"a length of {length}", Join(Int32(length), Int32(Version30))));
        foreach ((int major, int minor) in ((int, int)[])[(0, 0), (1, 0), (2, 0), (3, 0), (3, 1), (3, 2), (3, 9999), (4, 0), (255, 255), (1234, 5681)])
            all.Add(Start($"protocol {major}.{minor}", Join(Versioned(major, minor, user, where), major == 3 ? _ask : [])) with { Explained = major == 3 ? null : Explanations.OwnRefusal });
        foreach (string option in (string[])["_pq_.one", "_pq_.", "_pq_.seawall_long_name"])
        {
            all.Add(Start($"the protocol option {option}", Join(Startup(user, where, (option, "x")), _ask)));
            all.Add(Start($"the protocol option {option} of 3.2", Join(Versioned(3, 2, user, where, (option, "x")), _ask)));
        }
        foreach ((string name, string value) in _settings)
            all.Add(Start($"{name} = {value}", Join(Startup(user, where, (name, value)), Query("show work_mem; show datestyle; show search_path"), Query("reset all"), Query("show datestyle"), Terminate)));
        all.AddRange(Logins(database));
        return all;
    }

    private static readonly (string, string)[] _settings =
    [
        ("work_mem", "9MB"), ("work_mem", "a lot"), ("work_mem", "-5"), ("datestyle", "German, DMY"), ("datestyle", "nonsense"), ("client_encoding", "LATIN1"), ("client_encoding", "GBK"),
        ("client_encoding", "nonsense"), ("timezone", "Asia/Shanghai"), ("timezone", "Nowhere/At_All"), ("application_name", "名字"), ("application_name", ""), ("search_path", "nowhere, public"),
        ("extra_float_digits", "3"), ("extra_float_digits", "99"), ("unknown_setting", "1"), ("a.b", "c"), ("options", "-c work_mem=8MB"), ("options", "--work-mem=8MB"), ("options", "-c work_mem=8MB -c datestyle=SQL"),
        ("options", "-c search_path=a\\ b"), ("options", "-c nonsense=1"), ("options", "-x"), ("options", "-c"), ("options", "words"), ("options", "-c default_transaction_read_only=on"),
        ("default_transaction_isolation", "serializable"), ("session_authorization", "conf_nobody"), ("role", "conf_nobody"), ("shared_buffers", "1GB"), ("log_min_messages", "panic"),
        ("standard_conforming_strings", "off"), ("is_superuser", "off"), ("lc_messages", "C"), ("intervalstyle", "iso_8601"), ("statement_timeout", "1h"), ("jit", "off"),
    ];

    private static IEnumerable<Scenario> Logins(string database)
    {
        Scenario Login(string name, string user, Func<PasswordRequest, byte[]?> password) =>
            Start(name, Startup(("user", user), ("database", database))) with { Password = password, AfterLogin = _ask };
        byte[] Say(string password) => Message('p', Text(password));
        yield return Login("a plain password", ConformanceSite.Plain, _ => Say(ConformanceSite.Password));
        yield return Login("a wrong plain password", ConformanceSite.Plain, _ => Say("wrong"));
        yield return Login("an empty plain password", ConformanceSite.Plain, _ => Say(""));
        yield return Login("a password without its end", ConformanceSite.Plain, _ => Message('p', "pencil"u8.ToArray()));
        yield return Login("a password with bytes behind it", ConformanceSite.Plain, _ => Message('p', Text("pencil"), [1]));
        yield return Login("a query for a password", ConformanceSite.Plain, _ => Query("select 1"));
        yield return Login("a password too long", ConformanceSite.Plain, _ => Say(new string('a', 70_000)));
        yield return Login("a terminate for a password", ConformanceSite.Plain, _ => Terminate);
        yield return Login("an expired user", "conf_expired", _ => Say(ConformanceSite.Password));
        yield return Login("an MD5 password", ConformanceSite.Md5, r => Say(HashedTwice(ConformanceSite.Password, ConformanceSite.Md5, r.Content)));
        yield return Login("a wrong MD5 password", ConformanceSite.Md5, r => Say(HashedTwice("wrong", ConformanceSite.Md5, r.Content)));
        yield return Login("no MD5 password", ConformanceSite.Md5, _ => Say("pencil"));
        yield return Login("a user that is not there", "conf_nobody_at_all", _ => Say("x"));
        yield return Login("SCRAM", ConformanceSite.Scram, new ScramClient(ConformanceSite.Password).Answer);
        yield return Login("SCRAM with a wrong password", ConformanceSite.Scram, new ScramClient("wrong").Answer);
        yield return Login("SCRAM of a client that could bind", ConformanceSite.Scram, new ScramClient(ConformanceSite.Password) { Header = "y,," }.Answer);
        yield return Login("SCRAM that binds where nothing was offered", ConformanceSite.Scram, new ScramClient(ConformanceSite.Password) { Header = "p=tls-server-end-point,," }.Answer);
        yield return Login("SCRAM in another's name", ConformanceSite.Scram, new ScramClient(ConformanceSite.Password) { Header = "n,a=other," }.Answer);
        yield return Login("SCRAM-SHA-256-PLUS in the clear", ConformanceSite.Scram, new ScramClient(ConformanceSite.Password) { Mechanism = "SCRAM-SHA-256-PLUS" }.Answer);
        yield return Login("a mechanism nobody knows", ConformanceSite.Scram, new ScramClient(ConformanceSite.Password) { Mechanism = "PLAIN" }.Answer);
        yield return Login("SASL, cut short", ConformanceSite.Scram, _ => Message('p', Text("SCRAM-SHA-256"), [0]));
        yield return Login("SASL with a broken first message", ConformanceSite.Scram, _ => Message('p', Text("SCRAM-SHA-256"), Int32(3), "xyz"u8.ToArray()));
        yield return Login("a plain password for SASL", ConformanceSite.Scram, _ => Say("pencil"));
        yield return Login("a terminate for SASL", ConformanceSite.Scram, _ => Terminate);
    }

    private static string HashedTwice(string password, string user, byte[] salt)
    {
        string Hex(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
        return "md5" + Hex(Join(Encoding.ASCII.GetBytes(Hex(Encoding.ASCII.GetBytes(password + user))), salt));
    }

    private static byte[] Versioned(int major, int minor, params (string Name, string Value)[] parameters)
    {
        byte[] packet = Startup(parameters);
        Int32((major << 16) | minor).CopyTo(packet, 4);
        return packet;
    }

    private static Scenario Start(string name, byte[] packet) => new($"start: {name}", [], packet) { IsStart = true };
}
