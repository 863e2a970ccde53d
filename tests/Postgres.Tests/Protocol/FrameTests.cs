using Seawall.Postgres.Protocol;

namespace Seawall.Postgres.Tests.Protocol;

public sealed class FrameTests
{
    [Theory]
    [InlineData("", FrameStatus.Incomplete)]
    [InlineData("5100000004", FrameStatus.Ok)]
    [InlineData("51000000", FrameStatus.Incomplete)]
    [InlineData("5100000003", FrameStatus.Invalid)]
    [InlineData("51FFFFFFFF", FrameStatus.Invalid)]
    [InlineData("5180000000", FrameStatus.Invalid)]
    [InlineData("5140000000", FrameStatus.Invalid)]
    [InlineData("513FFFFFFF", FrameStatus.Ok)]
    public void Headers_are_checked_before_they_are_used(string hex, FrameStatus expected)
    {
        FrameStatus status = Frame.TryReadHeader(Convert.FromHexString(hex), out _, out int length);
        Assert.Equal(expected, status);
        Assert.InRange(length, 0, Frame.MaxBody);
    }

    [Theory]
    [InlineData("0000000804D2162F", FrameStatus.Ok, FirstPacketKind.SslRequest)]
    [InlineData("0000000804D21630", FrameStatus.Ok, FirstPacketKind.GssRequest)]
    [InlineData("0000001004D2162E0000000100000002", FrameStatus.Ok, FirstPacketKind.CancelRequest)]
    [InlineData("0000000C04D2162E00000001", FrameStatus.Invalid, FirstPacketKind.Startup)]
    [InlineData("16030100", FrameStatus.Ok, FirstPacketKind.DirectTls)]
    [InlineData("000000080003000000", FrameStatus.Ok, FirstPacketKind.Startup)]
    [InlineData("0000000700030000", FrameStatus.Invalid, FirstPacketKind.Startup)]
    [InlineData("0000271100030000", FrameStatus.Invalid, FirstPacketKind.Startup)]
    [InlineData("474554202F", FrameStatus.Invalid, FirstPacketKind.Startup)]
    [InlineData("00000009000300", FrameStatus.Incomplete, FirstPacketKind.Startup)]
    [InlineData("000000090003000000", FrameStatus.Ok, FirstPacketKind.Startup)]
    public void First_packets_are_told_apart(string hex, FrameStatus expected, FirstPacketKind kind)
    {
        FrameStatus status = FirstPacket.TryRead(Convert.FromHexString(hex), out FirstPacket packet);
        Assert.Equal((expected, kind), (status, packet.Kind));
    }

    [Fact]
    public void A_cancel_request_carries_its_key()
    {
        byte[] bytes = new byte[64];
        Assert.True(FirstPacket.TryWriteCancel(bytes, 4711, [9, 8, 7, 6], out int written));
        Assert.Equal(FrameStatus.Ok, FirstPacket.TryRead(bytes.AsSpan(0, written), out FirstPacket packet));
        Assert.True(packet.TryCancelKey(out int processId, out ReadOnlySpan<byte> key));
        Assert.Equal(4711, processId);
        Assert.Equal([9, 8, 7, 6], key.ToArray());
    }

    [Fact]
    public void Start_up_parameters_are_found_by_name()
    {
        byte[] bytes = new byte[256];
        Assert.True(StartupMessage.TryWrite(bytes, "catalog"u8, "main"u8, "web"u8, "-c search_path=catalog"u8, out int written));
        Assert.Equal(FrameStatus.Ok, FirstPacket.TryRead(bytes.AsSpan(0, written), out FirstPacket packet));
        Assert.Equal(written, packet.Consumed);
        Assert.True(StartupMessage.TryParse(packet, out StartupMessage startup));
        Assert.Equal(FirstPacket.Version30, startup.Version);
        Assert.True(startup.User.SequenceEqual("catalog"u8));
        Assert.True(startup.Database.SequenceEqual("main"u8));
        Assert.True(startup.Application.SequenceEqual("web"u8));
        Assert.True(startup["options"u8].SequenceEqual("-c search_path=catalog"u8));
        Assert.True(startup["nothing"u8].IsEmpty);
        Assert.False(startup.IsReplication);
    }

    [Fact]
    public void The_database_defaults_to_the_user_and_a_start_up_without_one_is_refused()
    {
        byte[] bytes = new byte[256];
        Assert.True(StartupMessage.TryWrite(bytes, "catalog"u8, default, default, default, out int written));
        FirstPacket.TryRead(bytes.AsSpan(0, written), out FirstPacket packet);
        Assert.True(StartupMessage.TryParse(packet, out StartupMessage startup));
        Assert.True(startup.Database.SequenceEqual("catalog"u8));
        Assert.True(StartupMessage.TryWrite(bytes, default, "main"u8, default, default, out written));
        FirstPacket.TryRead(bytes.AsSpan(0, written), out packet);
        Assert.False(StartupMessage.TryParse(packet, out _));
    }
}
