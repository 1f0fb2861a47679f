using ChatDr.Lab.ApiServer.Protobuf;

namespace ChatDr.Lab.Tests.ApiServer.Protobuf;

/// <summary>Bodies that no generator of kubectl sends: they are refused, or read as protobuf says, and harm nobody else.</summary>
public sealed class ProtobufBodyTests
{
    private static byte[] ConfigMap => [.. Field(1, "v1"u8), .. Field(2, "ConfigMap"u8)];

    [Fact]
    public void Field_ThatComesTwice_CountsAsItsLast()
    {
        byte[] type = [.. Field(2, "Secret"u8), .. ConfigMap];
        byte[] body = [.. "k8s\0"u8, .. Field(1, type), .. Field(2, [])];

        ProtobufBody.Read(body)!["kind"]!.GetValue<string>().ShouldBe("ConfigMap");
    }

    [Fact]
    public void Message_NestedWithoutEnd_IsNotTaken()
    {
        byte[] nested = [];
        for (int i = 0; i < 20_000; i++)
            nested = Field(1, nested);
        byte[] metadata = Field(1, Field(8, nested)); // creationTimestamp, which has to be unset.

        ProtobufBody.Read([.. "k8s\0"u8, .. Field(1, ConfigMap), .. Field(2, metadata)]).ShouldBeNull();
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> content)
    {
        List<byte> field = [(byte)((number << 3) | 2)];
        int rest = content.Length;
        for (; rest > 0x7f; rest >>= 7)
            field.Add((byte)(rest | 0x80));
        return [.. field, (byte)rest, .. content];
    }
}
