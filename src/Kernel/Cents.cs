using System.Globalization;

namespace Seawall.Kernel;

/// <summary>An amount of money in whole cents (分); arithmetic is exact and throws on overflow.</summary>
public readonly record struct Cents(long Value) : IComparable<Cents>
{
    /// <summary>Nothing.</summary>
    public static Cents Zero => default;

    public static Cents operator +(Cents a, Cents b) => new(checked(a.Value + b.Value));

    public static Cents operator -(Cents a, Cents b) => new(checked(a.Value - b.Value));

    public static Cents operator *(Cents amount, int times) => new(checked(amount.Value * times));

    public static bool operator <(Cents a, Cents b) => a.Value < b.Value;

    public static bool operator >(Cents a, Cents b) => a.Value > b.Value;

    public int CompareTo(Cents other) => Value.CompareTo(other.Value);

    /// <summary>The amount in yuan with two decimals, such as <c>12.05</c>.</summary>
    public override string ToString()
    {
        var magnitude = (UInt128)Int128.Abs(Value);
        return string.Create(CultureInfo.InvariantCulture, $"{(Value < 0 ? "-" : "")}{magnitude / 100}.{(int)(magnitude % 100):00}");
    }
}
