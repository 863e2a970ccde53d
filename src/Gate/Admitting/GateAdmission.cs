using System.Collections.Concurrent;
using Seawall.Client.Config;
using Seawall.Client.Gates;
using Seawall.Gate.Routing;
using Seawall.Gate.Startup;
using Seawall.Transport;

namespace Seawall.Gate.Admitting;

/// <summary>
/// The gate's connections over all its loops: the admission of its listeners, set by <c>gate/connections</c> and <c>gate/grades</c> as they are pushed, and for each server the
/// queue of those who log in to it. The class of a connection is its business.
/// </summary>
internal sealed class GateAdmission : IDisposable
{
    // What a gate opens beside its sessions: captures, statistics, admin HTTP, the program's own files.
    private const int OtherFiles = 256;
    private const int FilesPerSession = 2;
    private const int Fewest = 32;

    private readonly ConcurrentDictionary<Upstream, DialQueue> _dials = new();
    private readonly IDisposable _subscription;
    private readonly int _files;
    private volatile GateConnections _settings = GateConnections.Default;
    private volatile GateGrades _grades = GateGrades.None;

    public GateAdmission(LiveConfig config, int? files = null)
    {
        _files = files ?? FileLimit.Soft;
        Connections = new Admission(OptionsOf(_settings));
        _subscription = config.Subscribe(Apply);
    }

    public Admission Connections { get; }

    /// <summary>What is in force.</summary>
    public GateConnections Settings => _settings;

    public GateGrades Grades => _grades;

    /// <summary>Each server that was dialled, with those who log in to it and wait to.</summary>
    public IEnumerable<KeyValuePair<Upstream, DialQueue>> Dials => _dials;

    /// <summary>How long a client may take to log in.</summary>
    public TimeSpan HandshakeLimit => Connections.Options.HandshakeLimit;

    /// <summary>Who logs in to a server now and who waits for it.</summary>
    public DialQueue DialsOf(Upstream upstream) => _dials.GetOrAdd(upstream, static (_, settings) => new DialQueue(settings.ServerDials, settings.ServerDialsPerBusiness), _settings);

    /// <summary>A client has said who it is: null when it comes in, else what it is told.</summary>
    public Refusal? Name(int seat, string business, out ConnectionClass ofBusiness, out int grade)
    {
        ofBusiness = Connections.ClassOf(business);
        grade = (int)_grades.Of(business);
        return seat < 0 ? null : Connections.Name(seat, ofBusiness, grade) switch
        {
            Naming.TooManyOfClass => ConnectionRefusals.TooManyOfBusiness(business, _settings.CapOf(business) ?? 0),
            Naming.TooManyFromAddress => ConnectionRefusals.TooManyFromAddress(_settings.PerAddress),
            Naming.Full => ConnectionRefusals.Full(Connections.Options.Total, business),
            _ => null,
        };
    }

    public void Dispose() => _subscription.Dispose();

    // A value that can't be read leaves what stands in force, and the config tells so.
    private void Apply(ConfigSnapshot snapshot)
    {
        if (snapshot[GateGrades.Key] is { } grades)
            _grades = GateGrades.Parse(grades, out IReadOnlyList<string> faults) ?? throw new FormatException(string.Join('\n', faults));
        else
            _grades = GateGrades.None;
        GateConnections settings = GateConnections.Default;
        if (snapshot[GateConnections.Key] is { } connections)
            settings = GateConnections.Parse(connections, out IReadOnlyList<string> faults) ?? throw new FormatException(string.Join('\n', faults));
        if (settings == _settings)
            return;
        _settings = settings;
        Connections.Apply(OptionsOf(settings));
        foreach (DialQueue queue in _dials.Values)
            queue.Resize(settings.ServerDials, settings.ServerDialsPerBusiness);
    }

    private AdmissionOptions OptionsOf(GateConnections settings)
    {
        int handshakes = Math.Min(settings.Handshakes, Math.Max(Fewest, _files / 8));
        int room = Math.Max(Fewest, (_files - OtherFiles - handshakes - (Admission.MostShedding * FilesPerSession)) / FilesPerSession);
        return new AdmissionOptions
        {
            AcceptPerSecond = settings.AcceptPerSecond,
            AcceptBurst = settings.AcceptBurst,
            Handshakes = handshakes,
            HandshakesPerAddress = settings.HandshakesPerAddress,
            HandshakeLimit = TimeSpan.FromSeconds(settings.HandshakeSeconds),
            PerAddress = settings.PerAddress,
            Total = settings.Total == 0 ? room : Math.Min(settings.Total, room),
            PerClass = settings.CapOf,
            KeepAliveAfter = TimeSpan.FromSeconds(settings.KeepAliveSeconds),
            KeepAliveEvery = TimeSpan.FromSeconds(settings.KeepAliveEverySeconds),
            KeepAliveTries = settings.KeepAliveTries,
            UnsentLimit = TimeSpan.FromSeconds(settings.UnsentSeconds),
        };
    }
}
