using System.Text.Json;

namespace Seawall.Client.Switches.Flags;

/// <summary>Reads a rule from JSON and collects every fault in it, with its path; an object of one member is an operation.</summary>
internal sealed class RuleReader(JsonElement evaluators, List<FlagFault> faults)
{
    private const int Deepest = 32;
    private const int MostParts = 2_000;

    private int _parts;

    /// <summary>The attributes that the rule asks about; <see cref="RuleMentions.Anything"/> among them when it makes up their names itself.</summary>
    public HashSet<string> Mentions { get; } = new(StringComparer.Ordinal);

    public Rule Read(JsonElement json, string path, int depth = 0)
    {
        if (depth > Deepest)
            return Fault(path, $"is more than {Deepest} levels deep (does a $ref lead back to itself?)");
        if (++_parts > MostParts)
            return _parts == MostParts + 1 ? Fault(path, $"has more than {MostParts} parts") : LiteralRule.Null;
        return json.ValueKind switch
        {
            JsonValueKind.Array => new ListRule(ReadAll(json, path, depth)),
            JsonValueKind.Object => ReadObject(json, path, depth),
            _ => new LiteralRule(JsonValues.Read(json)),
        };
    }

    private Rule ReadObject(JsonElement json, string path, int depth)
    {
        using var members = json.EnumerateObject();
        if (!members.MoveNext())
            return new LiteralRule(JsonValues.Read(json));
        var member = members.Current;
        if (members.MoveNext())
            return Fault(path, "must have one operation, has several members");
        if (member.NameEquals("$ref"))
            return Follow(member.Value, $"{path}.$ref", depth);
        if (Operations.Find(member.Name) is not { } operation)
            return Fault(path, $"has the unknown operation '{member.Name}'");
        var inner = $"{path}.{member.Name}";
        var arguments = member.Value.ValueKind == JsonValueKind.Array ? ReadAll(member.Value, inner, depth) : [Read(member.Value, inner, depth + 1)];
        Mention(member.Name, arguments);
        return new OperationRule(member.Name, operation, arguments);
    }

    private Rule Follow(JsonElement name, string path, int depth)
    {
        if (name.ValueKind != JsonValueKind.String)
            return Fault(path, "must be the name of an evaluator");
        return evaluators.ValueKind == JsonValueKind.Object && evaluators.TryGetProperty(name.GetString()!, out var shared)
            ? Read(shared, $"$evaluators.{name.GetString()}", depth + 1)
            : Fault(path, $"names '{name.GetString()}', which is not in $evaluators");
    }

    private Rule[] ReadAll(JsonElement list, string path, int depth)
    {
        var rules = new Rule[list.GetArrayLength()];
        for (var i = 0; i < rules.Length; i++)
            rules[i] = Read(list[i], $"{path}[{i}]", depth + 1);
        return rules;
    }

    private void Mention(string operation, Rule[] arguments)
    {
        if (operation == "fractional")
        {
            Mentions.Add(FlagContext.TargetingKey);
        }
        else if (operation is "var" or "missing" or "missing_some")
        {
            foreach (var argument in operation == "var" ? arguments.Take(1) : arguments)
                MentionPath(argument);
        }
    }

    private void MentionPath(Rule argument)
    {
        switch (argument)
        {
            case LiteralRule { Value: string { Length: > 0 } path }:
                Mentions.Add(path.StartsWith("$flagd.", StringComparison.Ordinal) ? path : path.Split('.')[0]);
                break;
            case ListRule list:
                foreach (var part in list.Parts)
                    MentionPath(part);
                break;
            case LiteralRule { Value: double }:
                break;
            default:
                Mentions.Add(RuleMentions.Anything);
                break;
        }
    }

    private LiteralRule Fault(string path, string message)
    {
        faults.Add(new FlagFault(path, message));
        return LiteralRule.Null;
    }
}

internal static class RuleMentions
{
    /// <summary>Stands for attributes whose names only a run of the rule tells.</summary>
    public const string Anything = "*";

    public const string Time = "$flagd.timestamp";
}
