using Microsoft.Extensions.Logging.Abstractions;
using Seawall.Control.Operators;
using Seawall.Control.SignIn;

namespace Seawall.Control.Tests.SignIn;

public sealed class SignInBookTests : IDisposable
{
    private static readonly Person Ann = new("ann", OperatorLevel.Operator);
    private const string Secret = "the console's secret";
    private readonly SetClock _clock = new(new DateTimeOffset(2026, 11, 10, 22, 0, 0, TimeSpan.Zero));
    private readonly KeptInMemory _store = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seawall-sign-in-");
    private readonly ControlOptions _options;
    private readonly OperatorBook _operators;

    public SignInBookTests()
    {
        _options = new ControlOptions { SignInSecret = Secret, FormKeys = _folder, Data = _folder };
        _operators = new OperatorBook(_options);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_link_signs_in_once()
    {
        var (book, link) = (Book(), Link());
        Assert.Equal(SignInOutcome.SignedIn, book.TrySignIn(link, out var session, out var until));
        Assert.True(book.IsSignedIn(session));
        Assert.Equal(_clock.Now.AddHours(12), until);
        Assert.Equal(SignInOutcome.Used, book.TrySignIn(link, out var second, out _));
        Assert.Equal("", second);
    }

    [Fact]
    public void A_used_link_stays_used_and_a_session_stays_signed_in_over_a_restart()
    {
        var link = Link();
        Book().TrySignIn(link, out var session, out _);
        var again = Book();
        Assert.True(again.IsSignedIn(session));
        Assert.Equal(SignInOutcome.Used, again.TrySignIn(link, out _, out _));
    }

    [Fact]
    public void Who_signed_in_at_one_node_of_a_machine_is_signed_in_at_the_other_and_the_link_is_used_there_too()
    {
        var (one, other, link) = (Book(), Book(), Link());
        Assert.False(other.IsSignedIn("nobody"));
        one.TrySignIn(link, out var session, out _);
        Assert.False(other.IsSignedIn(session));
        _store.IsStale = true;
        Assert.True(other.IsSignedIn(session));
        Assert.Equal(SignInOutcome.Used, other.TrySignIn(link, out _, out _));
    }

    [Fact]
    public void A_link_runs_out_after_fifteen_minutes_and_is_forgotten_then()
    {
        var (book, used, unused) = (Book(), Link(), Link());
        book.TrySignIn(used, out var session, out _);
        _clock.Now += LoginLinks.Life;
        Assert.Equal(SignInOutcome.Expired, book.TrySignIn(unused, out _, out _));
        Assert.Equal(SignInOutcome.Expired, book.TrySignIn(used, out _, out _));
        book.SignOut(session);
        Assert.Empty(_store.Last.Used);
    }

    [Fact]
    public void A_session_ends_after_its_time_or_when_it_is_signed_out()
    {
        var book = Book();
        book.TrySignIn(Link(), out var first, out _);
        book.TrySignIn(Link(), out var second, out _);
        book.SignOut(first);
        Assert.Equal((false, true), (book.IsSignedIn(first), book.IsSignedIn(second)));
        _clock.Now += TimeSpan.FromHours(12);
        Assert.False(book.IsSignedIn(second));
    }

    [Fact]
    public void No_other_text_signs_in()
    {
        const int Seed = 7070;
        var (book, random, link) = (Book(), new Random(Seed), Link());
        foreach (var text in (string[])["", "x", link[1..], link + "A", link.Replace(link[5], link[5] == 'A' ? 'B' : 'A'), LoginLinks.Create("another secret", Ann, _clock.Now), SiteBearer.Create(Secret, Ann, _clock.Now), new string('=', link.Length), new string('é', link.Length)])
            Assert.Equal(SignInOutcome.Unknown, book.TrySignIn(text, out _, out _));
        for (var i = 0; i < 2_000; i++)
        {
            var changed = link.ToCharArray();
            // The last character holds bits that no byte has, so another one may spell the same token.
            changed[random.Next(changed.Length - 1)] = (char)random.Next(32, 127);
            if (!changed.AsSpan().SequenceEqual(link))
                Assert.True(SignInOutcome.Unknown == book.TrySignIn(new string(changed), out _, out _), $"seed {Seed}, attempt {i}");
        }
        Assert.False(book.IsSignedIn(null));
        Assert.False(book.IsSignedIn(link));
        Assert.Equal(SignInOutcome.SignedIn, book.TrySignIn(link, out _, out _));
    }

    [Fact]
    public void Neither_links_nor_sessions_are_kept_as_they_are()
    {
        var link = Link();
        Book().TrySignIn(link, out var session, out _);
        Assert.DoesNotContain(_store.Last.Sessions.Select(kept => kept.Id).Concat(_store.Last.Used.Select(kept => kept.Id)), kept => kept == session || link.Contains(kept, StringComparison.Ordinal));
    }

    [Fact]
    public void A_session_is_its_persons_and_the_list_of_operators_has_the_last_word()
    {
        var book = Book();
        book.TrySignIn(Link(), out var session, out _);
        Assert.Equal(Ann, book.Find(session));
        _operators.Put(new KnownOperator("ann", OperatorLevel.Viewer, OperatorBook.HashOf("x"), "root", _clock.Now));
        Assert.Equal(OperatorLevel.Viewer, book.Find(session)!.Level);
        _operators.Put(new KnownOperator("ann", OperatorLevel.Approver, OperatorBook.HashOf("x"), "root", _clock.Now));
        Assert.Equal(OperatorLevel.Operator, book.Find(session)!.Level);
    }

    [Fact]
    public void An_own_token_signs_in_and_as_a_bearer_until_its_owner_leaves_the_list()
    {
        var (book, token) = (Book(), OperatorBook.NewToken());
        _operators.Put(new KnownOperator("bob", OperatorLevel.Approver, OperatorBook.HashOf(token), "root", _clock.Now));
        var bob = new Person("bob", OperatorLevel.Approver, IsOwn: true);
        Assert.Equal(SignInOutcome.SignedIn, book.TrySignIn(token, out var session, out _));
        Assert.Equal((bob, bob), (book.Find(session), book.FindBearer(token)));
        Assert.Equal(bob, new OperatorBook(_options).Find(token));
        Assert.True(_operators.Remove("bob"));
        Assert.Equal((null, null), (book.Find(session), book.FindBearer(token)));
    }

    [Fact]
    public void A_bearer_of_the_site_speaks_for_a_quarter_of_an_hour_and_a_link_is_none()
    {
        var (book, bearer) = (Book(), SiteBearer.Create(Secret, Ann, _clock.Now));
        Assert.Equal((Ann, null), (book.FindBearer(bearer), book.FindBearer(Link())));
        _clock.Now += SiteBearer.Life;
        Assert.Null(book.FindBearer(bearer));
    }

    [Fact]
    public void The_list_of_operators_is_closed_to_other_users_and_holds_no_token()
    {
        var token = OperatorBook.NewToken();
        _operators.Put(new KnownOperator("bob", OperatorLevel.Approver, OperatorBook.HashOf(token), "root", _clock.Now));
        foreach (var file in _folder.GetFiles("operators.db*"))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode);
            Assert.DoesNotContain(token, File.ReadAllText(file.FullName), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_full_disk_keeps_nobody_out()
    {
        _store.IsFull = true;
        var (book, link) = (Book(), Link());
        Assert.Equal(SignInOutcome.SignedIn, book.TrySignIn(link, out var session, out _));
        Assert.True(book.IsSignedIn(session));
        Assert.Equal(SignInOutcome.Used, book.TrySignIn(link, out _, out _));
    }

    [Fact]
    public void Sessions_are_bounded_the_oldest_going_first()
    {
        var book = Book();
        book.TrySignIn(Link(), out var first, out _);
        for (var i = 0; i < 200; i++)
            book.TrySignIn(Link(), out _, out _);
        Assert.Equal((200, false), (_store.Last.Sessions.Count, book.IsSignedIn(first)));
    }

    private string Link() => LoginLinks.Create(Secret, Ann, _clock.Now);

    private SignInBook Book() => new(
        _options, _store, _operators, _clock, NullLogger<SignInBook>.Instance);

    private sealed class KeptInMemory : ISignInStore
    {
        public SignIns Last { get; private set; } = new();

        public bool IsFull { get; set; }

        /// <summary>True for one that another process writes as well.</summary>
        public bool IsStale { get; set; }

        public SignIns Load() => Last;

        public void Save(SignIns signIns) => Last = IsFull ? throw new IOException("No space left on device") : signIns;
    }
}
