using Seawall.Client.Shapes;

namespace Seawall.Client.Gates;

/// <summary>Names that are meant, or with <c>!</c> before each those that are not: <c>["batch","reviews"]</c>, <c>"!trade"</c>.</summary>
/// <param name="Names">The names, without their <c>!</c>; none for any.</param>
/// <param name="IsExcept">Whether all others are meant.</param>
public sealed record NameList(IReadOnlyList<string> Names, bool IsExcept)
{
    public static NameList Any { get; } = new([], false);

    public bool IsAny => Names.Count == 0;

    public bool Means(string name)
    {
        if (IsAny)
            return true;
        for (var i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], name, StringComparison.Ordinal))
                return !IsExcept;
        }
        return IsExcept;
    }

    internal static NameList Read(Shape shape, string member, Func<string, string?>? must = null)
    {
        var isFaulty = false;
        var texts = shape.Texts(member, text =>
        {
            var fault = text.TrimStart('!').Length == 0 ? "a name" : must?.Invoke(text[0] == '!' ? text[1..] : text);
            isFaulty |= fault is not null;
            return fault;
        });
        if (shape.Has(member) && texts.Count == 0 && !isFaulty)
            shape.Fault(member, "names nothing; leave it out for any");
        var excepted = texts.Count(text => text[0] == '!');
        if (excepted > 0 && excepted < texts.Count)
            shape.Fault(member, "names some with '!' and some without; a list means all of its names or all others");
        return texts.Count == 0 ? Any : new NameList([.. texts.Select(text => text[0] == '!' ? text[1..] : text)], excepted > 0);
    }
}
