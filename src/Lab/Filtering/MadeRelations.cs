using System.Text;
using Seawall.Lab.Comparing;
using Seawall.Lab.Packing;
using Seawall.Postgres.Sql;

namespace Seawall.Lab.Filtering;

/// <summary>Finds the tables, views and sequences that statements of the lanes make and that are not on the target already.</summary>
internal static class MadeRelations
{
    private static readonly HashSet<string> _before = new(StringComparer.Ordinal)
    {
        "or", "replace", "global", "local", "unlogged", "foreign", "recursive", "materialized", "if", "not", "exists",
    };

    public static HashSet<string> Of(Manifest manifest, TargetCatalog catalog)
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (ManifestDigest digest in manifest.Digests.Where(d => !d.ReadOnly))
        {
            Find(Encoding.UTF8.GetBytes(digest.Sql), catalog, made);
        }

        return made;
    }

    /// <summary>CREATE … TABLE name, and SELECT … INTO name.</summary>
    private static void Find(ReadOnlySpan<byte> sql, TargetCatalog catalog, HashSet<string> made)
    {
        bool creates = false;
        bool selects = false;
        bool wanted = false;
        bool temporary = false;
        string name = "";
        var lexer = new SqlLexer(sql);
        while (lexer.Next(out SqlToken token))
        {
            bool isName = token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;
            string word = isName ? Encoding.UTF8.GetString(sql.Slice(token.Start, token.Length)) : "";
            word = token.Kind == SqlTokenKind.Word ? word.ToLowerInvariant() : word.Trim('"');
            if (wanted && token.Kind == SqlTokenKind.Dot)
            {
                name += ".";
            }
            else if (wanted && isName && (name.Length == 0 || name.EndsWith('.')) && !(name.Length == 0 && (_before.Contains(word) || word is "temp" or "temporary" or "table")))
            {
                name += word;
            }
            else if (name.Length > 0)
            {
                break;
            }

            creates |= word == "create";
            selects |= word == "select" && !creates;
            temporary |= word is "temp" or "temporary";
            wanted |= (creates && word is "table" or "view" or "sequence") || (selects && word == "into");
        }

        if (name.Length > 0 && (temporary || !catalog.Relations.Contains(name)))
        {
            made.Add(name);
        }
    }
}
