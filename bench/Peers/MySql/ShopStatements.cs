using System.Globalization;

namespace Seawall.Peers.MySql;

/// <summary>What a shop sends to its MySQL, with literals in the text as most of its clients send them; the same of the same seed.</summary>
internal static class ShopStatements
{
    public const string Schema = """
        CREATE DATABASE IF NOT EXISTS mall; USE mall;
        CREATE TABLE IF NOT EXISTS items (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(100), price_cents INT, category_id INT, KEY (category_id));
        CREATE TABLE IF NOT EXISTS categories (id INT PRIMARY KEY, slug VARCHAR(30), KEY (slug));
        CREATE TABLE IF NOT EXISTS order_lines (id INT PRIMARY KEY AUTO_INCREMENT, order_id INT, item_id INT, quantity INT, note VARCHAR(50));
        CREATE TABLE IF NOT EXISTS stock (item_id INT PRIMARY KEY, available INT, version INT);
        CREATE TABLE IF NOT EXISTS carts (user_id INT, item_id INT, n INT, PRIMARY KEY (user_id, item_id));

        """;

    private static readonly string[] _notes = ["it\\'s a gift", "双十一 红色", "size \"XL\"", "plain"];

    public static void Write(string file, int count, int seed)
    {
        var chance = new Random(seed);
        using var writer = new StreamWriter(file);
        writer.Write(Schema);
        for (int i = 0; i < count; i++)
            writer.WriteLine(Next(chance) + ";");
    }

    private static string Next(Random chance)
    {
        int Item() => chance.Next(1, 20_000);
        FormattableString sql = chance.Next(100) switch
        {
            < 35 => $"SELECT i.id, i.name, i.price_cents FROM items i JOIN categories c ON c.id = i.category_id WHERE c.slug = 'cat-{chance.Next(200)}' AND i.price_cents BETWEEN {chance.Next(100)} AND {chance.Next(9000)} ORDER BY i.id LIMIT 20",
            < 60 => $"SELECT * FROM `items` WHERE id = {Item()}",
            < 70 => $"INSERT INTO order_lines (order_id, item_id, quantity, note) VALUES ({Item()}, {Item()}, 3, '{_notes[chance.Next(4)]}'), ({Item()}, {Item()}, 6, NULL), ({Item()}, {Item()}, 9, 'x')",
            < 80 => $"UPDATE stock SET available = available - {chance.Next(3)}, version = version + 1 WHERE item_id = {Item()} AND available >= 1",
            < 90 => $"SELECT id, name FROM items WHERE id IN ({string.Join(", ", Enumerable.Range(0, chance.Next(5, 40)).Select(_ => Item()))})",
            < 95 => $"INSERT INTO carts (user_id, item_id, n) VALUES ({Item()}, {Item()}, 1) ON DUPLICATE KEY UPDATE n = n + VALUES(n)",
            < 97 => $"/* checkout */ SELECT COUNT(*)\n  FROM carts\n WHERE user_id = {Item()}",
            97 => $"BEGIN",
            98 => $"COMMIT",
            _ => $"SET @cart := {Item()}",
        };
        return sql.ToString(CultureInfo.InvariantCulture);
    }
}
