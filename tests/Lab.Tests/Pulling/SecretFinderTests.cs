using System.Text;
using Seawall.Lab.Pulling;

namespace Seawall.Lab.Tests;

public sealed class SecretFinderTests
{
    [Theory]
    [InlineData("ALTER ROLE app PASSWORD 'hunter2'", "'hunter2'")]
    [InlineData("create user app with encrypted password 'it''s' valid until '2027-01-01'", "'it''s'")]
    [InlineData("ALTER ROLE app PASSWORD NULL", "")]
    [InlineData("CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'u', password 'p')", "'p'")]
    [InlineData("CREATE SUBSCRIPTION s CONNECTION 'host=db password=hunter2' PUBLICATION p", "'host=db password=hunter2'")]
    [InlineData("SELECT * FROM dblink('host=db password = x', 'select 1')", "'host=db password = x'")]
    [InlineData("UPDATE users SET password_hash = $2 WHERE id = $1", "$2")]
    [InlineData("UPDATE users SET Token = 'abc', n = 'abc' WHERE t.token = 'old'", "'abc' 'old'")]
    [InlineData("SELECT 1 FROM sessions WHERE \"token\" = 42", "42")]
    [InlineData("INSERT INTO shop.users (id, token, name, password_hash) VALUES ($1, 'a', 'b', $2), ($3, $4, f($5), lower($6)) RETURNING id", "'a' $2 $4 $6")]
    [InlineData("INSERT INTO users VALUES ('a', 'b')", "")]
    [InlineData("SELECT password FROM t WHERE name = 'x' -- password 'no'", "")]
    [InlineData("INSERT INTO users (token", "")]
    [InlineData("SELECT 'the password is yours'", "")]
    public void Secrets_are_found_where_they_stand(string sql, string found)
    {
        byte[] text = Encoding.UTF8.GetBytes(sql);
        var finder = new SecretFinder(["token", "password_hash"]);
        finder.Find(text);
        Assert.Equal(found, string.Join(' ', finder.Places.Select(p => Encoding.UTF8.GetString(text, p.Start, p.Length))));
        Assert.All(finder.Places, p => Assert.Equal(text[p.Start] == '$', p.Parameter >= 0));
    }
}
