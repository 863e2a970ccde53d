namespace Seawall.Postgres.Tests.Fuzz;

/// <summary>Breaks sound bytes a little: flips, cuts, repeats, splices and strews bytes that mean something to the reader.</summary>
internal sealed class Mutations(int seed, byte[][] corpus, byte[] telling)
{
    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var bytes = new List<byte>(Pick());
        for (int i = _random.Next(1, 6); i > 0; i--)
            Mutate(bytes);
        return [.. bytes];
    }

    private byte[] Pick() => corpus[_random.Next(corpus.Length)];

    private void Mutate(List<byte> bytes)
    {
        int at = _random.Next(bytes.Count + 1);
        int count = _random.Next(Math.Min(12, bytes.Count - at + 1));
        switch (_random.Next(7))
        {
            case 0 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 1 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 2:
                bytes.RemoveRange(at, count);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, count));
                break;
            case 4:
                bytes.Insert(at, telling[_random.Next(telling.Length)]);
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                byte[] other = Pick();
                int from = _random.Next(other.Length + 1);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + 40)]);
                break;
        }
    }
}
