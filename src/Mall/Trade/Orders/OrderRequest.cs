using System.Security.Cryptography;
using System.Text.Json;
using Seawall.Mall.Contracts.Http;
using Seawall.Mall.Contracts.Trade;

namespace Seawall.Mall.Trade.Orders;

/// <summary>What is asked for under an order's key.</summary>
internal static class OrderRequest
{
    private const int LongestName = 60;
    private const int LongestPhone = 30;
    private const int LongestText = 300;

    /// <summary>The same for the same wish, so that a retry is told from a key used twice.</summary>
    public static byte[] Hash(PlaceOrder order) =>
        SHA256.HashData(order.Coupon is null
            ? JsonSerializer.SerializeToUtf8Bytes(new { order.Address, order.Expected, order.Lines }, ContractJson.Options)
            : JsonSerializer.SerializeToUtf8Bytes(new { order.Address, order.Expected, order.Lines, order.Coupon }, ContractJson.Options));

    public static bool IsValid(Address address) =>
        IsFilled(address.Name, LongestName) && IsFilled(address.Phone, LongestPhone) && IsFilled(address.Text, LongestText);

    private static bool IsFilled(string? text, int longest) => !string.IsNullOrWhiteSpace(text) && text.Length <= longest;
}
