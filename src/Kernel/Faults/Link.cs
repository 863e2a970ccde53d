namespace Seawall.Kernel.Faults;

/// <summary>An address that processes dial, as one name: <c>localhost</c> and <c>127.0.0.1</c> are the same.</summary>
public readonly record struct Link(string Host, int Port)
{
    public static Link To(string host, int port) => new(host == "localhost" ? "127.0.0.1" : host.Trim('[', ']'), port);

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
