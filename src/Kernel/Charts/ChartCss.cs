namespace Seawall.Kernel.Charts;

/// <summary>The colours of charts, for light and dark pages; a page that shows charts has these rules once.</summary>
public static class ChartCss
{
    public const string Text = """
        .chart{display:block;width:100%;height:auto;max-width:860px;margin:8px 0 16px;--c0:#2a78b8;--c1:#d0661c;--c2:#1f8a5b;--c3:#b03a92;--c4:#8a6d00;--c5:#5b5bd6;--c6:#c03a3a;--c7:#5f7484;--ct:#5d6b78;--ch:#16232f;--cg:#e2e8ed;--cm:#8a97a3}
        @media(prefers-color-scheme:dark){.chart{--c0:#6fb4ea;--c1:#f2a065;--c2:#5fd0a0;--c3:#e585cc;--c4:#d9bb4a;--c5:#a3a3ff;--c6:#ff8a80;--c7:#a7b7c4;--ct:#9fb0be;--ch:#e8eef3;--cg:#2b3a47;--cm:#7d8b98}}
        .chart text{fill:var(--ct)}.chart .h{fill:var(--ch)}.chart .g{stroke:var(--cg)}.chart .x,.chart .m,.chart .r{stroke:var(--cm)}.chart text.m{stroke:none}
        .chart .c0{--c:var(--c0)}.chart .c1{--c:var(--c1)}.chart .c2{--c:var(--c2)}.chart .c3{--c:var(--c3)}.chart .c4{--c:var(--c4)}.chart .c5{--c:var(--c5)}.chart .c6{--c:var(--c6)}.chart .c7{--c:var(--c7)}
        .chart .l{stroke:var(--c)}.chart .a,.chart .d,.chart .b{fill:var(--c)}
        """;
}
