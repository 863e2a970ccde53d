using System.Globalization;

namespace Seawall.Client.Switches.Flags;

/// <summary>Operations that look up what the context says.</summary>
internal static class Variables
{
    /// <summary>The attribute at a path such as <c>user.name</c>; the second argument where there is none.</summary>
    public static object? Var(RuleRun run, Rule[] arguments, object? data)
    {
        var found = Find(data, JsonValues.Text(Operations.At(run, arguments, data, 0)));
        return found ?? (arguments.Length > 1 ? arguments[1].Evaluate(run, data) : null);
    }

    /// <summary>Those of the paths that lead to nothing.</summary>
    public static object? Missing(RuleRun run, Rule[] arguments, object? data)
    {
        var paths = arguments.Select(argument => argument.Evaluate(run, data)).ToArray();
        return Absent(paths is [IReadOnlyList<object?> list] ? list : paths, data);
    }

    /// <summary>Nothing when at least as many of the paths as asked for lead somewhere, else those that do not.</summary>
    public static object? MissingSome(RuleRun run, Rule[] arguments, object? data)
    {
        if (Operations.At(run, arguments, data, 1) is not IReadOnlyList<object?> paths)
            return run.End();
        var absent = Absent(paths, data);
        return paths.Count - absent.Length >= JsonValues.Number(Operations.At(run, arguments, data, 0)) ? Array.Empty<object?>() : absent;
    }

    private static object?[] Absent(IReadOnlyList<object?> paths, object? data) =>
        paths.Where(path => Find(data, JsonValues.Text(path)) is null or "").ToArray();

    private static object? Find(object? data, string path)
    {
        if (path.Length == 0)
            return data;
        foreach (var range in path.AsSpan().Split('.'))
        {
            var name = path.AsSpan()[range];
            data = data switch
            {
                IReadOnlyDictionary<string, object?> map => map.GetValueOrDefault(name.ToString()),
                IReadOnlyList<object?> list when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count => list[index],
                _ => null,
            };
        }
        return data;
    }
}
