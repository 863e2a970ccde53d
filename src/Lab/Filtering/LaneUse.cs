namespace Seawall.Lab.Filtering;

/// <summary>What of the lanes is run.</summary>
public enum LaneUse : byte
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>What only reads, on connections that refuse to write.</summary>
    ReadOnly,

    /// <summary>Everything that a transaction can undo, in transactions that are always rolled back.</summary>
    RolledBack,
}
