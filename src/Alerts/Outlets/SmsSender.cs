using System.Net.Http.Headers;
using System.Text;

namespace Seawall.Alerts.Outlets;

/// <summary>One request a number to an SMS gateway; the first number that fails ends the attempt, and the next begins with all: a gateway drops what it has by <c>{id}</c>.</summary>
internal static class SmsSender
{
    public static async Task<Attempt> SendAsync(HttpClient http, SmsOutlet outlet, string secret, AlertMessage message, CancellationToken cancellationToken)
    {
        foreach (var number in outlet.To)
        {
            using var request = Request(outlet, number, secret, message);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (WebhookSender.Judge(outlet.Address, response) is { Delivered: false } failed)
                return failed;
        }
        return Attempt.Done;
    }

    private static HttpRequestMessage Request(SmsOutlet outlet, string number, string secret, AlertMessage message)
    {
        var values = new Dictionary<string, string>
        {
            ["to"] = number,
            ["text"] = MessageText.Short(message, outlet.Longest),
            ["key"] = message.Alerts.Count > 0 ? message.Alerts[0].Key : "",
            ["owner"] = message.To,
            ["plan"] = message.Alerts.Count > 0 ? message.Alerts[0].Plan : "",
            // One id a number, so that a gateway which drops doubles does not drop the second number.
            ["id"] = outlet.To.Count == 1 ? message.Id : $"{message.Id}-{number}",
            ["secret"] = secret,
        };
        var request = new HttpRequestMessage(new HttpMethod(outlet.Method), SmsTemplate.Fill(outlet.Url, SmsTemplate.Place.Url, values));
        if (outlet.Method != "GET")
        {
            var body = SmsTemplate.Fill(outlet.Body, SmsTemplate.OfContent(outlet.ContentType), values);
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(outlet.ContentType);
        }
        foreach (var (name, value) in outlet.Headers)
            request.Headers.TryAddWithoutValidation(name, SmsTemplate.Fill(value, SmsTemplate.Place.Header, values));
        request.Headers.Add("Idempotency-Key", values["id"].Replace("+", "", StringComparison.Ordinal));
        return request;
    }
}
