using System.Globalization;
using Spectre.Console;

namespace Seawall.Cli;

/// <summary>A table that is drawn on a terminal and tab-free aligned text elsewhere; its last column takes what room is left.</summary>
internal sealed class Plain(params string[] columns)
{
    private const int WidthOfFiles = 160;
    private readonly List<string[]> _rows = [];

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Cut(string text, int length)
    {
        string line = text.ReplaceLineEndings(" ");
        return line.Length <= length ? line : line[..(length - 1)] + "…";
    }

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(string title)
    {
        if (_rows.Count == 0)
        {
            return;
        }

        bool terminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
        if (terminal)
        {
            WriteDrawn(title);
        }
        else
        {
            WriteAligned(title);
        }
    }

    private void WriteDrawn(string title)
    {
        var table = new Table { Title = new TableTitle(Markup.Escape(title)), Border = TableBorder.Rounded };
        for (int i = 0; i < columns.Length; i++)
        {
            var column = new TableColumn(Markup.Escape(columns[i]));
            table.AddColumn(i < columns.Length - 1 ? column.NoWrap().RightAligned() : column);
        }

        int room = Math.Max(30, Console.WindowWidth - 20 - Widths()[..^1].Sum());
        foreach (string[] row in _rows)
        {
            table.AddRow(row.Select((cell, i) => Markup.Escape(i == row.Length - 1 ? Cut(cell, room) : cell)).ToArray());
        }

        AnsiConsole.Write(table);
    }

    private void WriteAligned(string title)
    {
        int[] widths = Widths();
        int room = Math.Max(30, WidthOfFiles - widths[..^1].Sum(w => w + 2));
        Console.WriteLine(title);
        foreach (string[] row in (IEnumerable<string[]>)[columns, .. _rows])
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, i) => i == row.Length - 1 ? Cut(cell, room) : cell.PadLeft(widths[i]))));
        }

        Console.WriteLine();
    }

    private int[] Widths()
    {
        int[] widths = Array.ConvertAll(columns, column => column.Length);
        foreach (string[] row in _rows)
        {
            for (int i = 0; i < row.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        return widths;
    }
}
