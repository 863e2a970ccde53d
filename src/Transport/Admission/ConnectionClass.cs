namespace Seawall.Transport;

/// <summary>Connections that a service counts together, such as those of one business; written under the lock of its <see cref="Admission"/>, read by anyone.</summary>
public sealed class ConnectionClass
{
    internal ConnectionClass(string name) => Name = name;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The grade of the one that came last, 0 matters most.</summary>
    public int Grade { get; internal set; }

    /// <summary>Connections now.</summary>
    public int Count { get; internal set; }

    /// <summary>Connections admitted so far.</summary>
    public long Admitted { get; internal set; }

    /// <summary>Connections refused so far, by whatever cap.</summary>
    public long Refused { get; internal set; }

    /// <summary>Connections that had to give way so far.</summary>
    public long Shed { get; internal set; }
}
