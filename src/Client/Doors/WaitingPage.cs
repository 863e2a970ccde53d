using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Seawall.Client.Doors;

/// <summary>
/// What those who wait in a room see, rendered when its rules came: bytes with gaps for figures. It needs nothing behind it, works without scripts (it then
/// reloads itself), and brings its own style.
/// </summary>
internal sealed class WaitingPage
{
    // Chinese as it is instead of as numbers; what HTML itself uses is still escaped.
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly byte[] _room;
    private readonly Rendering _english;
    private readonly Rendering _chinese;

    public WaitingPage(RoomRules rules)
    {
        _room = Encoding.UTF8.GetBytes(rules.Name);
        _english = new Rendering(PageTexts.English, rules, rules.Title);
        _chinese = new Rendering(PageTexts.Chinese, rules, rules.TitleZh);
        Degraded = $"door.{rules.Name};waiting";
    }

    /// <summary>What the header <c>x-degraded</c> says of an answer that keeps somebody waiting.</summary>
    public string Degraded { get; }

    /// <summary>The page for people; <paramref name="to"/> is where to go when the turn has come, empty for where they are.</summary>
    public void WriteHtml(IBufferWriter<byte> to, bool chinese, in RoomAnswer answer, Refusal refusal, string goTo)
    {
        var page = chinese ? _chinese : _english;
        to.Write(page.Head);
        if (answer.Verdict == RoomVerdict.Waiting)
        {
            to.Write("<meta http-equiv=\"refresh\" content=\""u8);
            to.WriteNumber(Seconds(answer.RetryMs));
            if (goTo.Length > 0)
            {
                to.Write(";url=/.door/"u8);
                to.Write(_room);
            }
            to.Write("\">"u8);
        }
        to.Write(page.BeforeMain);
        to.Write(answer.Verdict switch { RoomVerdict.Waiting => "waiting"u8, RoomVerdict.SoldOut => "sold-out"u8, _ => "admitted"u8 });
        to.Write("\" data-retry=\""u8);
        to.WriteNumber(answer.RetryMs);
        to.Write("\" data-to=\""u8);
        if (goTo.Length > 0)
            to.Write(Encoding.UTF8.GetBytes(Html.Encode(goTo)));
        to.Write("\">\n"u8);
        page.WriteMain(to, answer, refusal);
        to.Write(page.AfterMain);
    }

    /// <summary>The same for programs: <c>{"room","state","number","position","estimateSeconds","placesLeft","retryMs","until","refused","ticket"}</c>, without what does not apply.</summary>
    public void WriteJson(IBufferWriter<byte> to, in RoomAnswer answer, Refusal refusal, string? ticket)
    {
        to.Write("{\"room\":\""u8);
        to.Write(_room);
        to.Write("\",\"state\":\""u8);
        to.Write(answer.Verdict switch { RoomVerdict.Waiting => "waiting\""u8, RoomVerdict.SoldOut => "sold_out\""u8, _ => "admitted\""u8 });
        if (answer.Verdict == RoomVerdict.SoldOut)
            to.Write(",\"code\":\"sold_out\""u8);
        if (answer.Number > 0)
        {
            to.Write(",\"number\":"u8);
            to.WriteNumber(answer.Number);
        }
        if (answer.Verdict == RoomVerdict.Waiting)
        {
            to.Write(",\"code\":\"waiting_room\",\"position\":"u8);
            to.WriteNumber(answer.Position);
            if (answer.EstimateSeconds >= 0)
            {
                to.Write(",\"estimateSeconds\":"u8);
                to.WriteNumber(answer.EstimateSeconds);
            }
            if (answer.PlacesLeft is { } left)
            {
                to.Write(",\"placesLeft\":"u8);
                to.WriteNumber(left);
            }
            to.Write(",\"retryMs\":"u8);
            to.WriteNumber(answer.RetryMs);
        }
        if (answer.Verdict is RoomVerdict.Admitted or RoomVerdict.Inside)
        {
            to.Write(",\"until\":"u8);
            to.WriteNumber(answer.Moment);
        }
        if (refusal != Refusal.None)
            to.WriteText(",\"refused\":\"", DoorFigures.Word(refusal));
        if (ticket is not null)
            to.WriteText(",\"ticket\":\"", ticket);
        to.Write("}"u8);
    }

    /// <summary>What <c>Retry-After</c> says of a wait: whole seconds, 1 or more.</summary>
    public static int Seconds(int retryMs) => Math.Max(1, (retryMs + 999) / 1000);

    /// <summary>A room's page in one language.</summary>
    private sealed class Rendering
    {
        private readonly byte[] _waiting;
        private readonly byte[] _estimate;
        private readonly byte[] _none;
        private readonly byte[] _seconds;
        private readonly byte[][] _minutes;
        private readonly byte[] _few;
        private readonly byte[] _keep;
        private readonly byte[] _soldOut;
        private readonly byte[] _admitted;
        private readonly byte[][] _refusals;

        public Rendering(PageTexts texts, RoomRules rules, string title)
        {
            var name = Html.Encode(title);
            var (before, after) = texts.Frame(rules.Name, name);
            (Head, BeforeMain) = (Bytes(before.Head), Bytes(before.Main));
            AfterMain = Bytes(after);
            _waiting = Bytes($"<h1>{texts[rules.Open ? "waiting" : "closed", name]}</h1>\n<dl><div><dt>{texts["position"]}</dt><dd id=\"position\">");
            _estimate = Bytes($"</dd></div><div><dt>{texts["estimate"]}</dt><dd id=\"estimate\">");
            _none = Bytes(texts["estimate.none"]);
            _seconds = Bytes(texts["estimate.seconds"]);
            _minutes = [.. texts["estimate.minutes"].Split("{0}").Select(Bytes)];
            _few = Bytes($"<p class=\"note\">{texts["few"]}</p>\n");
            _keep = Bytes($"<p class=\"soft\">{texts["keep"]}</p>");
            _soldOut = Bytes($"<h1>{texts["soldOut", name]}</h1>\n<p>{texts["soldOut.text"]}</p>\n<p><a href=\"/\">{texts["home"]}</a></p>");
            _admitted = Bytes($"<h1>{texts["admitted", name]}</h1>\n<p><a href=\"/\">{texts["home"]}</a></p>");
            _refusals = [[], .. Enum.GetValues<Refusal>().Skip(1).Select(refusal => Bytes($"<p class=\"note\">{texts["refused." + DoorFigures.Word(refusal)]}</p>\n"))];
        }

        public byte[] Head { get; }

        public byte[] BeforeMain { get; }

        public byte[] AfterMain { get; }

        public void WriteMain(IBufferWriter<byte> to, in RoomAnswer answer, Refusal refusal)
        {
            if (answer.Verdict != RoomVerdict.Waiting)
            {
                to.Write(answer.Verdict == RoomVerdict.SoldOut ? _soldOut : _admitted);
                return;
            }
            to.Write(_waiting);
            to.WriteNumber(answer.Position);
            to.Write(_estimate);
            if (answer.EstimateSeconds < 0)
                to.Write(_none);
            else if (answer.EstimateSeconds < 60)
                to.Write(_seconds);
            else
            {
                to.Write(_minutes[0]);
                to.WriteNumber((answer.EstimateSeconds + 59) / 60);
                to.Write(_minutes[1]);
            }
            to.Write("</dd></div></dl>\n"u8);
            to.Write(_refusals[(int)refusal]);
            if (answer.PlacesLeft < answer.Position)
                to.Write(_few);
            to.Write(_keep);
        }

        private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
    }
}
