using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Seawall.Gate.Startup;
using Seawall.Postgres.Scram;

namespace Seawall.Gate.SqlConsole;

/// <summary>
/// One client of the console, from the start-up packet on: login, then simple queries, or Parse, Bind, Describe, Execute and Close, which need no parameters here.
/// </summary>
internal sealed class ConsoleSession(GateConsole console, Stream stream, bool isLocal, ReadOnlyMemory<byte> read)
{
    private readonly ConsoleReader _reader = new(stream, read);
    private static readonly TimeSpan s_loginLimit = TimeSpan.FromSeconds(60);

    private readonly ReplyBuffer _reply = new();
    private readonly Dictionary<string, Prepared> _statements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Portal> _portals = new(StringComparer.Ordinal);
    private readonly ulong _key = BinaryPrimitives.ReadUInt64BigEndian(RandomNumberGenerator.GetBytes(8)) & 0x7FFF_FFFF_FFFF_FFFF;
    private bool _mayChange;
    private bool _skips;

    /// <summary>Serves until the client ends; throws <see cref="IOException"/> when it breaks off.</summary>
    public async Task RunAsync(StartupParameters parameters, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_loginLimit);
        bool welcome = await LoginAsync(limit.Token).ConfigureAwait(false);
        await FlushAsync(limit.Token).ConfigureAwait(false);
        if (!welcome)
            return;
        Greet(parameters);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        while (await _reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } message && message.Type != 'X')
        {
            await AnswerAsync(message.Type, message.Body, cancellationToken).ConfigureAwait(false);
            if (!_reader.HasMessage || message.Type is 'S' or 'Q' or 'H')
                await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> LoginAsync(CancellationToken cancellationToken)
    {
        if (console.Verifier is not { } verifier)
        {
            if (!isLocal)
                return Refused("28000", "the console takes clients of this machine only", "Set an admin token in the gate's options; it is the console's password.");
            _reply.Authentication(0);
            return true;
        }
        ScramServer scram = new(verifier);
        _reply.Authentication(10, "SCRAM-SHA-256\0\0"u8);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (await _reader.ReadAsync(cancellationToken).ConfigureAwait(false) is not { Type: 'p' } first || !scram.TryBegin(ClientFirst(first.Body), out byte[] serverFirst))
            return Refused("28000", "the console asks for SCRAM-SHA-256", "The password is the gate's admin token.");
        _reply.Authentication(11, serverFirst);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (await _reader.ReadAsync(cancellationToken).ConfigureAwait(false) is not { Type: 'p' } final || !scram.TryFinish(final.Body, out byte[] serverFinal))
            return Refused("28P01", "password authentication failed for the console", "The password is the gate's admin token.");
        _reply.Authentication(12, serverFinal);
        _reply.Authentication(0);
        return _mayChange = true;
    }

    private bool Refused(string sqlState, string message, string hint)
    {
        _reply.Error(new ConsoleFault(sqlState, message, hint, IsFatal: true));
        return false;
    }

    // string mechanism · int32 length · client-first
    private static ReadOnlySpan<byte> ClientFirst(byte[] body)
    {
        int end = Array.IndexOf(body, (byte)0);
        return end < 0 || body.Length < end + 5 ? default : body.AsSpan(end + 5);
    }

    private void Greet(StartupParameters parameters)
    {
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)
        [
            // Drivers read the leading number; the rest says who answers.
            ("server_version", "15.0 (" + ShowSettings.Version + " console)"), ("client_encoding", "UTF8"), ("server_encoding", "UTF8"), ("DateStyle", "ISO, MDY"),
            ("TimeZone", "UTC"), ("integer_datetimes", "on"), ("standard_conforming_strings", "on"), ("is_superuser", _mayChange ? "on" : "off"),
            ("session_authorization", parameters.User), ("application_name", parameters.ApplicationName),
        ])
            _reply.Parameter(name, value);
        _reply.Key((int)(_key >> 32), (int)(_key & uint.MaxValue));
        _reply.Ready();
    }

    private async Task AnswerAsync(char type, byte[] body, CancellationToken cancellationToken)
    {
        if (type == 'Q')
        {
            await QueryAsync(Encoding.UTF8.GetString(body).TrimEnd('\0'), cancellationToken).ConfigureAwait(false);
            return;
        }
        if (type == 'S')
        {
            _skips = false;
            _portals.Clear();
            _reply.Ready();
            return;
        }
        if (_skips || type == 'H')
            return;
        ExtendedMessage message = new(type, body);
        switch (type)
        {
            case 'P':
                Parse(message);
                break;
            case 'B':
                Bind(message);
                break;
            case 'D':
                Describe(message);
                break;
            case 'E':
                await ExecuteAsync(message.Text(), cancellationToken).ConfigureAwait(false);
                break;
            case 'C':
                Close(message);
                break;
            default:
                Fail(new ConsoleFault("08P01", $"the console does not know messages of type '{type}'"));
                break;
        }
    }

    private async Task QueryAsync(string text, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> statements = ConsoleTable.Split(text);
        if (statements.Count == 0)
            _reply.Bare('I');
        foreach (string statement in statements)
        {
            (ConsoleCommand? command, string argument, ConsoleFault? fault) = ConsoleTable.Find(statement);
            ConsoleAnswer answer = command is null ? new ConsoleAnswer("") { Fault = fault } : await RunAsync(command, argument, cancellationToken).ConfigureAwait(false);
            if (answer.Fault is null && command!.Columns.Count > 0)
                _reply.Columns(command.Columns, binary: false);
            Write(answer, binary: false);
            if (answer.Fault is not null)
                break;
        }
        _skips = false;
        _reply.Ready();
    }

    private void Parse(ExtendedMessage message)
    {
        string name = message.Text();
        IReadOnlyList<string> statements = ConsoleTable.Split(message.Text());
        (ConsoleCommand? command, string argument, ConsoleFault? fault) = statements.Count switch
        {
            0 => (null, "", null),
            1 => ConsoleTable.Find(statements[0]),
            _ => (null, "", new ConsoleFault(ConsoleFault.SyntaxError, "cannot insert multiple commands into a prepared statement")),
        };
        if (fault is not null)
        {
            Fail(fault);
            return;
        }
        _statements[name] = new Prepared(command, argument);
        _reply.Bare('1');
    }

    private void Bind(ExtendedMessage message)
    {
        string portal = message.Text();
        string statement = message.Text();
        if (!_statements.TryGetValue(statement, out Prepared? prepared))
        {
            Fail(new ConsoleFault("26000", $"prepared statement \"{statement}\" does not exist"));
            return;
        }
        if (message.SkipFormats() is not 0 and not 1 || message.Int16() != 0)
        {
            Fail(new ConsoleFault("08P01", "the console's commands have no parameters"));
            return;
        }
        // All columns in one format is what drivers ask for; a mixture is answered as text would be understood, by the first.
        _portals[portal] = new Portal(prepared, message.Int16() > 0 && message.Int16() == 1);
        _reply.Bare('2');
    }

    private void Describe(ExtendedMessage message)
    {
        bool isStatement = message.Byte() == (byte)'S';
        string name = message.Text();
        Portal? portal = isStatement ? _statements.TryGetValue(name, out Prepared? prepared) ? new Portal(prepared, false) : null : _portals.GetValueOrDefault(name);
        if (portal is null)
        {
            Fail(Missing(isStatement, name));
            return;
        }
        if (isStatement)
            _reply.NoParameters();
        if (portal.Prepared.Command is { Columns.Count: > 0 } command)
            _reply.Columns(command.Columns, portal.IsBinary);
        else
            _reply.Bare('n');
    }

    private async Task ExecuteAsync(string name, CancellationToken cancellationToken)
    {
        if (!_portals.TryGetValue(name, out Portal? portal))
            Fail(Missing(isStatement: false, name));
        else if (portal.Prepared.Command is not { } command)
            _reply.Bare('I');
        else
            Write(await RunAsync(command, portal.Prepared.Argument, cancellationToken).ConfigureAwait(false), portal.IsBinary);
    }

    private void Close(ExtendedMessage message)
    {
        bool isStatement = message.Byte() == (byte)'S';
        string name = message.Text();
        _ = isStatement ? _statements.Remove(name) : _portals.Remove(name);
        _reply.Bare('3');
    }

    private async Task<ConsoleAnswer> RunAsync(ConsoleCommand command, string argument, CancellationToken cancellationToken)
    {
        if (command.IsChange && !_mayChange)
            return ConsoleAnswer.Refused(ConsoleFault.NotAllowed, $"{command.Words} needs the admin token", "This gate has none; set one in its options. SHOW works without.");
        using CancellationTokenSource running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        console.Register(_key, running);
        try
        {
            Task<ConsoleAnswer> work = command.RunAsync(console, argument, running.Token);
            // A client that goes away while a command waits would otherwise leave it waiting.
            if (await Task.WhenAny(work, _reader.EndedAsync(cancellationToken)).ConfigureAwait(false) != work)
                await running.CancelAsync().ConfigureAwait(false);
            return await work.ConfigureAwait(false);
        }
        finally
        {
            console.Unregister(_key);
        }
    }

    private void Write(ConsoleAnswer answer, bool binary)
    {
        if (answer.Fault is { } fault)
        {
            Fail(fault);
            return;
        }
        if (answer.Notice is { } notice)
            _reply.Notice("Console usage", notice);
        foreach (object?[] row in answer.Rows)
            _reply.Row(row, binary);
        _reply.Complete(answer.Tag);
    }

    // After an error everything up to Sync is dropped; a simple query has no Sync and clears that itself.
    private void Fail(ConsoleFault fault)
    {
        _reply.Error(fault);
        _skips = true;
    }

    private static ConsoleFault Missing(bool isStatement, string name) => isStatement
        ? new ConsoleFault("26000", $"prepared statement \"{name}\" does not exist")
        : new ConsoleFault("34000", $"portal \"{name}\" does not exist");

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_reply.Written, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        _reply.Clear();
    }

    private sealed record Prepared(ConsoleCommand? Command, string Argument);

    private sealed record Portal(Prepared Prepared, bool IsBinary);
}
