using System.Buffers.Binary;
using System.Globalization;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Tds;
using ChatDr.Simulator.Tds.Types;

namespace ChatDr.Simulator.Tests.Tds.Types;

public sealed class DecimalFormatTests
{
    [Theory]
    [InlineData("12345", 2, "123.45")]
    [InlineData("0", 38, "0")]
    [InlineData("10000000000", 38, "0.0000000000000000000000000001")]
    [InlineData("99999999999999999999999999990000000000", 10, "9999999999999999999999999999")]
    public void Read_OfWhatFitsTwentyEightDigits_KeepsItsValue(string magnitude, byte scale, string expected) =>
        Read(magnitude, scale).ShouldBe(decimal.Parse(expected, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("1", 38)]
    [InlineData("12345678901234567890123456789012345678", 10)]
    [InlineData("99999999999999999999999999999999999999", 0)]
    public void Read_OfWhatNeedsMoreDigits_Is8115_NotRounded(string magnitude, byte scale) =>
        Should.Throw<SqlErrorException>(() => Read(magnitude, scale)).Number.ShouldBe(8115);

    private static decimal Read(string magnitude, byte scale)
    {
        var bytes = new byte[17];
        bytes[0] = 1;
        BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(1), UInt128.Parse(magnitude, CultureInfo.InvariantCulture));
        var reader = new PayloadReader(bytes);
        return DecimalFormat.Read(ref reader, scale, bytes.Length);
    }
}
