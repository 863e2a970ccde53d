namespace Seawall.Drills.Runs;

/// <summary>A drill of <c>deploy/drills/{id}.json</c>: what is broken, which plan answers it, and what must be seen.</summary>
public sealed record Drill
{
    /// <summary>The name of its file.</summary>
    public string Id { get; init; } = "";

    /// <summary>What is believed of the site, in one sentence that the drill can prove wrong.</summary>
    public required string Hypothesis { get; init; }

    public required string HypothesisZh { get; init; }

    public required DrillFault Fault { get; init; }

    /// <summary>The plan that is run while the fault is on; null for a drill of what needs none.</summary>
    public string? Plan { get; init; }

    /// <summary>Addresses that answer 2xx on a steady site.</summary>
    public IReadOnlyList<DrillProbe> Probes { get; init; } = [];

    /// <summary>How many shoppers walk meanwhile.</summary>
    public int Shoppers { get; init; } = 40;

    public DrillLengths Phases { get; init; } = new();

    public DrillLimits Limits { get; init; } = new();
}

/// <summary>What is done to the site.</summary>
public sealed record DrillFault
{
    /// <summary>The load of one source, made by the drill itself.</summary>
    public const string Flood = "flood";

    /// <summary>A kind of fault, such as <c>kill</c> or <c>latency</c>; or <c>flood</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Services of the topology; <c>cache:catalog</c>, <c>database:trade</c> and <c>process:shops</c> are what the business has there.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>The dialer of a link; null for all.</summary>
    public string? From { get; init; }

    /// <summary>How much longer an exchange over the link takes, in milliseconds.</summary>
    public int LatencyMs { get; init; }

    /// <summary>How many of a hundred packets of the link get lost.</summary>
    public double LossPercent { get; init; }

    /// <summary>Whose load a flood is, such as <c>partner</c>.</summary>
    public string? Role { get; init; }

    /// <summary>What a flood asks of the process of its target.</summary>
    public string? Path { get; init; }

    /// <summary>Requests of a flood a second, at most 2,000.</summary>
    public int PerSecond { get; init; }

    /// <summary>Requests of a flood at once, at most 256.</summary>
    public int Concurrency { get; init; } = 64;

    public bool IsFlood => Kind == Flood;
}

/// <summary>An address of the storefront that a steady site answers with 2xx.</summary>
public sealed record DrillProbe(string Name, string Path);

/// <summary>How long each part takes, in seconds. Without a plan its seconds belong to the fault.</summary>
public sealed record DrillLengths
{
    public double Before { get; init; } = 15;

    public double Fault { get; init; } = 15;

    public double Plan { get; init; } = 20;

    public double After { get; init; } = 15;

    /// <summary>The same in a drill that must be over in a minute.</summary>
    public DrillLengths Quick => this with { Before = Math.Min(Before, 6), Fault = Math.Min(Fault, 8), Plan = Math.Min(Plan, 8), After = Math.Min(After, 6) };
}

/// <summary>What must hold for the drill to have passed; ratios are 0..1.</summary>
public sealed record DrillLimits
{
    /// <summary>Errors that buyers may see while the plan answers the fault; without a plan, while the fault is on.</summary>
    public double ErrorRatio { get; init; } = 0.01;

    /// <summary>Errors on the steady site before.</summary>
    public double BeforeRatio { get; init; } = 0.001;

    /// <summary>How long the site may take to be steady again once the fault is gone, in seconds.</summary>
    public double RecoverSeconds { get; init; } = 30;

    /// <summary>Of the requests of a flood, how many must be refused under the plan.</summary>
    public double FloodRefused { get; init; }

    /// <summary>Business → what its shoppers must be given in the part that <see cref="ErrorRatio"/> is judged in; others are not judged apart.</summary>
    public IReadOnlyDictionary<string, DrillObjective> Businesses { get; init; } = new Dictionary<string, DrillObjective>();

    /// <summary>Whether somebody or something must notice: an alert, or a probe that fails.</summary>
    public bool MustBeDetected { get; init; }
}

/// <summary>What shoppers of one business must be given.</summary>
public sealed record DrillObjective
{
    /// <summary>Errors they may see, 0..1.</summary>
    public double ErrorRatio { get; init; } = 0.001;

    /// <summary>How long one request in a hundred may take, in milliseconds.</summary>
    public double P99Ms { get; init; } = 500;
}
