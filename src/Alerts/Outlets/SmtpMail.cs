using System.Globalization;
using System.Text;

namespace Seawall.Alerts.Outlets;

/// <summary>A message as a mail (RFC 5322): encoded words in the subject, the text in base64, so that nothing in it can become a header, a dot line or a long line.</summary>
internal static class SmtpMail
{
    public static string Text(SmtpOutlet outlet, AlertMessage message)
    {
        var domain = outlet.From[(outlet.From.LastIndexOf('@') + 1)..];
        var mail = new StringBuilder();
        mail.Append("From: <").Append(outlet.From).Append(">\r\n");
        mail.Append("To: ").AppendJoin(", ", outlet.To.Select(to => $"<{to}>")).Append("\r\n");
        mail.Append("Subject: ").Append(Subject(message.Subject)).Append("\r\n");
        mail.Append(CultureInfo.InvariantCulture, $"Date: {message.At.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} {Zone(message.At.Offset)}\r\n");
        mail.Append("Message-ID: <").Append(message.Id).Append('@').Append(domain).Append(">\r\n");
        // Answering machines leave it alone.
        mail.Append("Auto-Submitted: auto-generated\r\n");
        mail.Append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        mail.Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(MessageText.Whole(message)), Base64FormattingOptions.InsertLineBreaks));
        return mail.ToString();
    }

    // Encoded words (RFC 2047) are 75 characters at most; one of 36 bytes is 60, and it must not cut a character.
    private static string Subject(string subject)
    {
        var words = new List<string>();
        var word = new List<byte>();
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in subject.EnumerateRunes())
        {
            var length = (Rune.IsControl(rune) ? new Rune(' ') : rune).EncodeToUtf8(bytes);
            if (word.Count + length > 36)
            {
                words.Add(Encoded(word));
                word.Clear();
            }
            word.AddRange(bytes[..length]);
        }
        words.Add(Encoded(word));
        return string.Join("\r\n ", words);

        static string Encoded(List<byte> word) => $"=?utf-8?B?{Convert.ToBase64String([.. word])}?=";
    }

    private static string Zone(TimeSpan offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? '-' : '+')}{Math.Abs(offset.Hours):00}{Math.Abs(offset.Minutes):00}");
}
