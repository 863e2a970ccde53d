using Seawall.Kernel.Charts;
using Seawall.Kernel.Reports;

namespace Seawall.Kernel.Tests;

public sealed class ReportPageTests
{
    [Fact]
    public void A_page_holds_everything_and_asks_for_nothing()
    {
        var html = new ReportPage("Capacity <main>", "2026-11-23")
            .Verdict(Tone.Good, "2.4 ×", "limited by cpu")
            .Section("Steps").Text("a & b")
            .Table(["lanes", "state"], [["1", "valid"], ["16", "<b>"]])
            .Section("Chart").Chart(new BarChart { Title = "t" }.ToSvg()).Code("seawall lab capacity")
            .ToHtml();
        Assert.Contains("<title>Seawall · Capacity &lt;main&gt;</title>", html, StringComparison.Ordinal);
        Assert.Contains("<div class=\"verdict good\"><b>2.4 ×</b><span>limited by cpu</span></div>", html, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"col\" class=\"n\">lanes</th><th scope=\"col\">state</th>", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">16</td><td>&lt;b&gt;</td>", html, StringComparison.Ordinal);
        Assert.Equal(2, html.Split("<section>").Length - 1);
        Assert.Equal(2, html.Split("</section>").Length - 1);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_table_says_so() =>
        Assert.Contains("<p>None.</p>", new ReportPage("t", "s").Table(["a"], []).ToHtml(), StringComparison.Ordinal);
}
