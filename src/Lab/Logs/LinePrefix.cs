using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Seawall.Lab.Logs;

/// <summary>
/// A server's <c>log_line_prefix</c>, compiled: takes the head of a line apart. Names may hold anything, so they are taken as short as
/// the rest of the prefix, the severity behind it included, still fits.
/// </summary>
internal sealed class LinePrefix
{
    public const string Escapes = "audrhbpPtmnieclsvxqQL";
    public const int LongestText = 512;

    /// <summary>Tries given to one line; only a line made to look like every head at once needs more.</summary>
    private const int MostTries = 20_000;

    private readonly PrefixToken[] _tokens;
    private readonly Step[] _steps;
    private int _tries;

    public LinePrefix(string text)
    {
        Text = text;
        _tokens = PrefixToken.Parse(text);
        _steps = [.. _tokens.Select((token, i) => Step.Of(token, i + 1 < _tokens.Length ? _tokens[i + 1].Literal : []))];
    }

    public string Text { get; }

    public bool HasTime => Has('m') || Has('t') || Has('n');

    public bool Has(char escape) => Array.Exists(_tokens, token => token.Escape == escape);

    /// <summary>True when the line opens with this prefix and a severity or label.</summary>
    public bool TryMatch(ReadOnlySpan<byte> line, LineHead head)
    {
        if (MatchStraight(line, head))
        {
            return true;
        }

        _tries = 0;
        return Match(line, 0, 0, head);
    }

    /// <summary>The usual line: every name ends where the literal behind it is first met. What it finds is what <see cref="Match"/> would find first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool MatchStraight(ReadOnlySpan<byte> line, LineHead head)
    {
        int at = 0;
        foreach (ref readonly Step step in _steps.AsSpan())
        {
            byte[] literal = step.Literal;
            switch (step.Form)
            {
                case Form.Literal:
                    if (literal.Length == 1 ? (uint)at >= (uint)line.Length || line[at] != literal[0] : !line[at..].StartsWith(literal))
                    {
                        return false;
                    }

                    at += literal.Length;
                    break;
                case Form.Text:
                    int from = at + step.Token.Width;
                    if (literal.Length == 0 || from > line.Length)
                    {
                        return false;
                    }

                    ReadOnlySpan<byte> rest = line[from..Math.Min(line.Length, Math.Max(from, at + LongestText + literal.Length))];
                    int length = literal.Length == 1 ? rest.IndexOf(literal[0]) : rest.IndexOf(literal);
                    if (length < 0)
                    {
                        return false;
                    }

                    Trim(line, at, from + length, step.Token, head);
                    at = from + length;
                    break;
                case Form.Value:
                    if (step.Token.Width == 0)
                    {
                        int taken = PrefixValues.Length(step.Token.Escape, line[at..]);
                        if (taken < 0)
                        {
                            return false;
                        }

                        head.Set(step.Token.Escape, at, at + taken);
                        at += taken;
                    }
                    else if (!TakeValue(line, ref at, step.Token, head))
                    {
                        return false;
                    }

                    break;
            }
        }

        return SeverityLabel.TryMatch(line, at, head);
    }

    private bool Match(ReadOnlySpan<byte> line, int at, int index, LineHead head)
    {
        for (; index < _tokens.Length; index++)
        {
            ref readonly PrefixToken token = ref _tokens[index];
            if (token.IsLiteral)
            {
                if (!line[at..].StartsWith(token.Literal))
                {
                    return false;
                }

                at += token.Literal.Length;
            }
            else if (token.Escape == 'q')
            {
                return Match(line, at, index + 1, head) || MatchNoSession(line, at, index, head);
            }
            else if (token.IsText)
            {
                return MatchText(line, at, index, head);
            }
            else if (!TakeValue(line, ref at, token, head))
            {
                return false;
            }
        }

        return SeverityLabel.TryMatch(line, at, head);
    }

    /// <summary>Processes that serve no session stop at <c>%q</c>.</summary>
    private bool MatchNoSession(ReadOnlySpan<byte> line, int at, int index, LineHead head)
    {
        foreach (PrefixToken token in _tokens.AsSpan(index))
        {
            head.Clear(token.Escape);
        }

        return SeverityLabel.TryMatch(line, at, head);
    }

    private bool MatchText(ReadOnlySpan<byte> line, int at, int index, LineHead head)
    {
        ref readonly PrefixToken token = ref _tokens[index];
        ReadOnlySpan<byte> literal = index + 1 < _tokens.Length ? _tokens[index + 1].Literal : default;
        int last = Math.Min(line.Length, at + LongestText);
        for (int end = at + token.Width; end <= last; end++)
        {
            if (++_tries > MostTries)
            {
                return false;
            }

            if (!literal.IsEmpty)
            {
                int next = line[end..Math.Min(line.Length, last + literal.Length)].IndexOf(literal);
                if (next < 0)
                {
                    return false;
                }

                end += next;
            }

            if (Match(line, end, index + 1, head))
            {
                Trim(line, at, end, token, head);
                return true;
            }
        }

        return false;
    }

    /// <summary>Padding is no part of the name, and <c>[unknown]</c> stands for none.</summary>
    private static void Trim(ReadOnlySpan<byte> line, int start, int end, in PrefixToken token, LineHead head)
    {
        if (token.Width > 0)
        {
            while (start < end && line[start] == ' ')
            {
                start++;
            }

            while (start < end && line[end - 1] == ' ')
            {
                end--;
            }
        }

        if (line[start..end].SequenceEqual("[unknown]"u8))
        {
            end = start;
        }

        head.Set(token.Escape, start, end);
    }

    private static bool TakeValue(ReadOnlySpan<byte> line, ref int at, in PrefixToken token, LineHead head)
    {
        int start = at;
        int limit = at + token.Width;
        while (at < limit && at < line.Length && line[at] == ' ')
        {
            at++;
        }

        int length = PrefixValues.Length(token.Escape, line[at..]);
        if (length < 0)
        {
            return false;
        }

        head.Set(token.Escape, at, at + length);
        at += length;
        while (at < limit && at < line.Length && line[at] == ' ')
        {
            at++;
        }

        return at - start >= token.Width;
    }

    private enum Form : byte
    {
        Literal,
        Text,
        Value,
        NoSession,
    }

    /// <summary>A token with what the straight way asks of it at every line; the literal of a text is the one behind it.</summary>
    private readonly record struct Step(Form Form, PrefixToken Token, byte[] Literal)
    {
        public static Step Of(in PrefixToken token, byte[] behind) =>
            token.IsLiteral ? new Step(Form.Literal, token, token.Literal)
            : token.Escape == 'q' ? new Step(Form.NoSession, token, [])
            : token.IsText ? new Step(Form.Text, token, behind)
            : new Step(Form.Value, token, []);
    }
}
