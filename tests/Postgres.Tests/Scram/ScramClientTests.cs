using System.Security.Cryptography;
using System.Text;
using Seawall.Postgres.Scram;

namespace Seawall.Postgres.Tests.Scram;

public sealed class ScramClientTests
{
    private const string ServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    private readonly ScramClient _client = new("pencil", "rOprNGfwEbeRWgbNEkqO", "user");

    [Fact]
    public void The_exchange_of_RFC_7677_comes_out_to_the_letter()
    {
        Assert.Equal("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", Encoding.UTF8.GetString(_client.First()));
        Assert.Equal(ScramStep.Ok, Continue(ServerFirst, out string final));
        Assert.Equal("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", final);
        Assert.Equal(ScramStep.Ok, _client.Finish("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="u8));
    }

    [Fact]
    public void A_server_that_does_not_know_the_verifier_is_found_out()
    {
        Continue(ServerFirst, out _);
        Assert.Equal(ScramStep.WrongServerSignature, _client.Finish("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="u8));
        Assert.Equal(ScramStep.WrongServerSignature, _client.Finish("v="u8));
    }

    [Fact]
    public void A_final_message_before_the_first_proves_nothing() =>
        Assert.Equal(ScramStep.Malformed, _client.Finish("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="u8));

    [Fact]
    public void A_refusal_is_told_in_the_servers_words()
    {
        Continue(ServerFirst, out _);
        Assert.Equal(ScramStep.Refused, _client.Finish("e=invalid-proof"u8));
        Assert.Equal("invalid-proof", _client.ServerError);
    }

    [Theory]
    [InlineData("r=somebodyelse,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", ScramStep.ForeignNonce)]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", ScramStep.ForeignNonce)]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=%%%,i=4096", ScramStep.Malformed)]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096", ScramStep.Malformed)]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0", ScramStep.Malformed)]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-1", ScramStep.Malformed)]
    [InlineData("r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000000", ScramStep.Malformed)]
    [InlineData("s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", ScramStep.Malformed)]
    [InlineData("", ScramStep.Malformed)]
    public void Bad_first_messages_are_refused(string serverFirst, ScramStep expected) => Assert.Equal(expected, Continue(serverFirst, out _));

    [Fact]
    public void Md5_answers_are_hashed_twice()
    {
        byte[] answer = new byte[Md5Password.Length];
        Md5Password.Write("user"u8, "pencil"u8, [1, 2, 3, 4], answer);
        string inner = Convert.ToHexStringLower(MD5.HashData("penciluser"u8));
        Assert.Equal("md5" + Convert.ToHexStringLower(MD5.HashData([.. Encoding.ASCII.GetBytes(inner), 1, 2, 3, 4])), Encoding.ASCII.GetString(answer));
    }

    private ScramStep Continue(string serverFirst, out string final)
    {
        ScramStep step = _client.Continue(Encoding.UTF8.GetBytes(serverFirst), out byte[] bytes);
        final = Encoding.UTF8.GetString(bytes);
        return step;
    }
}
