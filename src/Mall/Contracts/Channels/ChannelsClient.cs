using Seawall.Mall.Contracts.Http;

namespace Seawall.Mall.Contracts.Channels;

/// <summary>The channels business over HTTP.</summary>
public sealed class ChannelsClient(HttpClient http) : IChannels
{
    public Task<IReadOnlyList<ChannelCard>> ListAsync(CancellationToken ct) => http.GetAsync<IReadOnlyList<ChannelCard>>("channels", ct);

    public Task<Channel?> FindAsync(string slug, CancellationToken ct) => http.FindAsync<Channel>($"channels/{Uri.EscapeDataString(slug)}", ct);
}
