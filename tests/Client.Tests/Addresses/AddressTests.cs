using System.Net;
using System.Text.Json;
using Seawall.Client.Addresses;
using Seawall.Client.Config;

namespace Seawall.Client.Tests.Addresses;

public sealed class AddressTests : IDisposable
{
    private static readonly Uri Usual = new("http://127.0.0.1:1001");
    private static readonly Uri One = new("http://127.0.0.1:1002");
    private static readonly Uri Two = new("http://127.0.0.1:1003");

    private readonly ManualClock _clock = new();
    private readonly LiveConfig _live = new();
    private readonly LiveAddresses _addresses;
    private readonly Instances _instances = new();
    private readonly HttpClient _http;
    private long _revision;

    public AddressTests()
    {
        _addresses = new LiveAddresses(_live, _clock);
        _http = new HttpClient(new AddressHandler(_addresses.To(new ServiceAddress("catalog", Usual)), _instances)) { BaseAddress = Usual };
    }

    public void Dispose()
    {
        _http.Dispose();
        _addresses.Dispose();
    }

    [Fact]
    public async Task Without_a_word_the_usual_address_is_asked()
    {
        await _http.GetAsync("items/1?full=true");
        Assert.Equal(["http://127.0.0.1:1001/items/1?full=true"], _instances.Asked);
    }

    [Fact]
    public async Task Published_addresses_are_asked_in_turn_and_no_longer_when_they_are_taken_away()
    {
        Publish(One, Two);
        for (var i = 0; i < 4; i++)
            await _http.GetAsync("x");
        Assert.Equal([2, 2], _instances.Asked.GroupBy(asked => asked).Select(group => group.Count()));
        _instances.Asked.Clear();
        Publish();
        await _http.GetAsync("x");
        Assert.Equal(["http://127.0.0.1:1001/x"], _instances.Asked);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task What_never_reached_an_instance_goes_to_the_next_one(string method)
    {
        Publish(One, Two);
        _instances.Fail(One, () => new HttpRequestException(HttpRequestError.ConnectionError));
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "x");
            Assert.Equal(HttpStatusCode.OK, (await _http.SendAsync(request)).StatusCode);
        }
    }

    [Fact]
    public async Task One_that_refused_is_left_out_for_a_moment()
    {
        Publish(One, Two);
        _instances.Fail(One, () => new HttpRequestException(HttpRequestError.ConnectionError));
        for (var i = 0; i < 5; i++)
            await _http.GetAsync("x");
        Assert.Single(_instances.Asked, asked => asked.StartsWith(One.ToString(), StringComparison.Ordinal));
        _instances.Fail(One, null);
        _clock.Advance(AddressRing.LeftOutFor);
        _instances.Asked.Clear();
        for (var i = 0; i < 4; i++)
            await _http.GetAsync("x");
        Assert.Equal(2, _instances.Asked.Count(asked => asked.StartsWith(One.ToString(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_asked_for_again_and_a_change_is_not_made_twice()
    {
        Publish(One, Two);
        _instances.Fail(One, () => new HttpRequestException(HttpRequestError.ResponseEnded));
        _instances.Fail(Two, () => new HttpRequestException(HttpRequestError.ResponseEnded));
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.PostAsync("x", null));
        Assert.Single(_instances.Asked);
        _instances.Fail(Two, null);
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("x")).StatusCode);
    }

    [Fact]
    public async Task When_all_refuse_the_call_fails_after_each_was_asked_once()
    {
        Publish(One, Two);
        _instances.Fail(One, () => new HttpRequestException(HttpRequestError.ConnectionError));
        _instances.Fail(Two, () => new HttpRequestException(HttpRequestError.ConnectionError));
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetAsync("x"));
        Assert.Equal(2, _instances.Asked.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"addresses":[]}""")]
    [InlineData("""{"addresses":["127.0.0.1:80"]}""")]
    [InlineData("""{"addresses":["http://127.0.0.1:80/x"]}""")]
    [InlineData("""{"addresses":["https://127.0.0.1:80"]}""")]
    public void A_value_of_another_shape_is_none(string value)
    {
        using var json = JsonDocument.Parse(value);
        Assert.Null(PublishedAddresses.Read(json.RootElement, out var fault));
        Assert.NotEmpty(fault);
    }

    private void Publish(params Uri[] addresses) =>
        Assert.Empty(_live.Swap(ConfigSnapshot.Of(++_revision, addresses.Length == 0 ? [] : [new ConfigEntry("address/catalog", PublishedAddresses.Write(addresses), _revision)])));

    /// <summary>The far end of every address.</summary>
    private sealed class Instances : HttpMessageHandler
    {
        private readonly Dictionary<string, Func<Exception>?> _failing = new(StringComparer.Ordinal);

        public List<string> Asked { get; } = [];

        public void Fail(Uri address, Func<Exception>? how) => _failing[address.Authority] = how;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.ToString());
            return _failing.GetValueOrDefault(request.RequestUri.Authority) is { } how
                ? Task.FromException<HttpResponseMessage>(how())
                : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("ok") });
        }
    }
}
