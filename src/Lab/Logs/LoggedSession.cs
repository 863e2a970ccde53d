namespace Seawall.Lab.Logs;

/// <summary>
/// What the log said of a session that the next record may complete: the time of a parse and bind,
/// or a text that <c>log_statement</c> printed before its time or its error is known.
/// </summary>
internal sealed class LoggedSession
{
    private byte[] _text = [];
    private byte[] _detail = [];
    private byte[] _database = [];
    private byte[] _user = [];
    private byte[] _application = [];
    private int _databaseLength;
    private int _userLength;
    private int _applicationLength;
    private int _textLength;
    private int _detailLength;

    public long PreparingMicros { get; set; }

    /// <summary>A parse or bind was seen since the last event, so an error now is the extended protocol's.</summary>
    public bool IsExtended { get; set; }

    public bool Holds { get; private set; }
    public EventKind HeldKind { get; private set; }
    public long HeldAt { get; private set; }
    public uint HeldSequence { get; private set; }
    public ulong HeldTransaction { get; private set; }
    public ReadOnlySpan<byte> HeldText => _text.AsSpan(0, _textLength);
    public ReadOnlySpan<byte> HeldDetail => _detail.AsSpan(0, _detailLength);

    /// <summary>Who holds it; a session's database and user never change, its application seldom.</summary>
    public ReadOnlySpan<byte> Database => _database.AsSpan(0, _databaseLength);
    public ReadOnlySpan<byte> User => _user.AsSpan(0, _userLength);
    public ReadOnlySpan<byte> Application => _application.AsSpan(0, _applicationLength);

    public void Hold(EventKind kind, ReadOnlySpan<byte> text, ReadOnlySpan<byte> detail, long at, uint sequence, ulong transaction)
    {
        _textLength = Copy(text, ref _text);
        _detailLength = Copy(detail, ref _detail);
        (Holds, HeldKind, HeldAt, HeldSequence, HeldTransaction) = (true, kind, at, sequence, transaction);
    }

    public void BelongsTo(ReadOnlySpan<byte> database, ReadOnlySpan<byte> user, ReadOnlySpan<byte> application)
    {
        _databaseLength = Copy(database, ref _database);
        _userLength = Copy(user, ref _user);
        _applicationLength = Copy(application, ref _application);
    }

    public void LetGo() => Holds = false;

    /// <summary>Time of the parse and bind before this execute, taken once.</summary>
    public long TakePreparing()
    {
        long micros = PreparingMicros;
        PreparingMicros = 0;
        IsExtended = false;
        return micros;
    }

    /// <summary>A statement of the simple protocol makes an earlier parse moot.</summary>
    public long ForgetPreparing()
    {
        TakePreparing();
        return 0;
    }

    private static int Copy(ReadOnlySpan<byte> from, ref byte[] to)
    {
        if (to.Length < from.Length)
        {
            to = new byte[Math.Max(from.Length, to.Length * 2)];
        }

        from.CopyTo(to);
        return from.Length;
    }
}
