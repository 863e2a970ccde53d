namespace Seawall.Redis;

/// <summary>What an element of a reply is.</summary>
public enum RespKind
{
    /// <summary>Nothing: <c>_</c>, <c>$-1</c> or <c>*-1</c>.</summary>
    Null,

    /// <summary>A word such as OK: <c>+</c>.</summary>
    Simple,

    /// <summary>An error: <c>-</c> or <c>!</c>.</summary>
    Error,

    /// <summary>A 64-bit number: <c>:</c>.</summary>
    Integer,

    /// <summary>Bytes: <c>$</c>.</summary>
    Bulk,

    /// <summary>Elements in order: <c>*</c>.</summary>
    Array,

    /// <summary>Keys and values by turns: <c>%</c>.</summary>
    Map,

    /// <summary>Different elements: <c>~</c>.</summary>
    Set,

    /// <summary>A message that answers no command: <c>&gt;</c>.</summary>
    Push,

    /// <summary>A floating-point number, as text: <c>,</c>.</summary>
    Double,

    /// <summary>True or false: <c>#</c>.</summary>
    Boolean,

    /// <summary>An integer of any size, as text: <c>(</c>.</summary>
    BigNumber,

    /// <summary>Text behind a three-letter format and a colon: <c>=</c>.</summary>
    Verbatim,
}
