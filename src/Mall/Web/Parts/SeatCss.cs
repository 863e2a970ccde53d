using Seawall.Mall.Contracts.GroupBuy;

namespace Seawall.Mall.Web.Parts;

/// <summary>The look of a party's status, which is that of an order in the like state.</summary>
internal static class SeatCss
{
    public static string Of(PartyStatus status) => status switch { PartyStatus.Complete => "Paid", PartyStatus.Forming => "Unpaid", _ => "Cancelled" };
}
