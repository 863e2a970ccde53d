using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Seawall.Client.Calls;

namespace Seawall.Client.Sql;

/// <summary>One sqlcommenter comment and the statements it has already been appended to. A statement that ends in a comment of its own stays as it is.</summary>
/// <remarks>Format: https://google.github.io/sqlcommenter/spec/ – keys sorted, values URL-encoded in single quotes.</remarks>
internal sealed class CommentTags(CommentTagRegistry registry, string comment)
{
    // Statements are constants of the program; what is built at run time beyond this many is tagged without being kept.
    private const int MostTexts = 512;

    private readonly ConcurrentDictionary<string, string> _texts = new(ByReference.Instance);

    public CommentTagRegistry Registry => registry;

    public string Comment => comment;

    public string Append(string sql)
    {
        if (_texts.TryGetValue(sql, out var tagged))
            return tagged;
        tagged = sql.Length == 0 || SqlEnding.IsComment(sql) ? sql : $"{sql} {comment}";
        if (_texts.Count < MostTexts)
            _texts.TryAdd(sql, tagged);
        return tagged;
    }

    // Literals are the same object on every call, so the text's characters are never hashed.
    private sealed class ByReference : IEqualityComparer<string>
    {
        public static readonly ByReference Instance = new();

        public bool Equals(string? x, string? y) => ReferenceEquals(x, y);

        public int GetHashCode([DisallowNull] string obj) => RuntimeHelpers.GetHashCode(obj);
    }
}

/// <summary>The comments of one data source, one for each kind of call.</summary>
internal sealed class CommentTagRegistry(string application)
{
    // Role, caller and route are few; a flood of odd ones gets correct but uncached comments.
    private const int MostKinds = 1024;

    private readonly ConcurrentDictionary<CallContext, CommentTags> _kinds = new();

    public CommentTags Find(CallContext context)
    {
        if (_kinds.TryGetValue(context, out var known))
            return known;
        var tags = new CommentTags(this, Write(context));
        return _kinds.Count < MostKinds ? _kinds.GetOrAdd(context with { Foreign = null }, tags) : tags;
    }

    private string Write(CallContext context)
    {
        var text = new StringBuilder("/*");
        Add("application", application);
        Add("caller", context.Caller);
        Add("mark", context.Mark);
        Add("role", context.Role);
        Add("route", context.Route);
        return text.Append("*/").ToString();

        void Add(string key, string? value)
        {
            if (string.IsNullOrEmpty(value))
                return;
            if (text.Length > 2)
                text.Append(',');
            text.Append(key).Append("='").Append(Uri.EscapeDataString(value)).Append('\'');
        }
    }
}
