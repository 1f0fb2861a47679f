using System.Text;
using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Protobuf;

/// <summary>
/// Turns what kubectl's generators send into JSON. Kubernetes' envelope is the magic <c>k8s\0</c> and a message Unknown with the type (1) and the object (2);
/// source: Kubernetes documentation, "Kubernetes API Concepts", section "Protobuf encoding".
/// </summary>
internal static class ProtobufBody
{
    private const int Varint = 0;
    private const int Delimited = 2;

    /// <summary>How deep messages with nothing in them are followed: a pod's status and the like are not deeper.</summary>
    private const int DeepestBlank = 8;

    /// <summary>The object, or null when it has a kind or a field that is not read here.</summary>
    internal static JsonObject? Read(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith("k8s\0"u8))
            return null;
        Dictionary<int, byte[]> envelope = Parts(body[4..]);
        Dictionary<int, byte[]> type = Parts(envelope.GetValueOrDefault(1, []));
        (string apiVersion, string kind) = (Encoding.UTF8.GetString(type.GetValueOrDefault(1, [])), Encoding.UTF8.GetString(type.GetValueOrDefault(2, [])));
        if (ProtobufSchemas.Find(apiVersion, kind) is not { } schema || Convert(envelope.GetValueOrDefault(2, []), schema) is not { } content)
            return null;
        content["apiVersion"] = apiVersion;
        content["kind"] = kind;
        return content;
    }

    private static JsonObject? Convert(byte[] message, IReadOnlyDictionary<int, ProtobufField> schema)
    {
        JsonObject content = [];
        foreach ((int number, byte[]? bytes, long value) in Split(message))
        {
            if (!schema.TryGetValue(number, out ProtobufField? field))
                return null;
            if (field is { Kind: ProtobufKind.Message, Message: null })
            {
                if (!IsBlank(bytes ?? [], DeepestBlank))
                    return null;
                continue;
            }

            if (Value(field, bytes, value) is not { } json)
                return null;
            if (field.IsRepeated)
                ((JsonArray)(content[field.Name] ??= new JsonArray())).Add(json);
            else if (field.Kind is ProtobufKind.TextMap or ProtobufKind.BytesMap)
                Merge(content, field.Name, (JsonObject)json);
            else if (!IsUnset(field, bytes, value))
                content[field.Name] = json;
        }

        return content;
    }

    /// <summary>Whether nothing in a message is set: Go writes its empty texts and zeros all the same.</summary>
    private static bool IsBlank(byte[] message, int deepest)
    {
        try
        {
            return deepest >= 0 && Split(message).All(field => field.Bytes is { } bytes ? IsBlank(bytes, deepest - 1) : field.Value == 0);
        }
        catch (InvalidDataException)
        {
            return false; // A text, which is no message.
        }
    }

    /// <summary>Go writes what is not set, too, unless it is a pointer.</summary>
    private static bool IsUnset(ProtobufField field, byte[]? bytes, long value) => field.Kind switch
    {
        ProtobufKind.Text => bytes is [],
        ProtobufKind.Integer or ProtobufKind.Flag => value == 0,
        _ => false,
    };

    private static JsonNode? Value(ProtobufField field, byte[]? bytes, long value) => field.Kind switch
    {
        ProtobufKind.Text when bytes is not null => JsonValue.Create(Encoding.UTF8.GetString(bytes)),
        ProtobufKind.Integer or ProtobufKind.OptionalInteger when bytes is null => JsonValue.Create(value),
        ProtobufKind.Flag when bytes is null => JsonValue.Create(value != 0),
        ProtobufKind.Message when bytes is not null => Convert(bytes, field.Message!),
        ProtobufKind.TextMap when bytes is not null => Entry(bytes, text => JsonValue.Create(Encoding.UTF8.GetString(text))),
        ProtobufKind.BytesMap when bytes is not null => Entry(bytes, data => JsonValue.Create(System.Convert.ToBase64String(data))),
        ProtobufKind.IntOrString when bytes is not null => IntOrString(bytes),
        _ => null,
    };

    private static JsonObject Entry(byte[] pair, Func<byte[], JsonNode?> value)
    {
        Dictionary<int, byte[]> parts = Parts(pair);
        return new JsonObject { [Encoding.UTF8.GetString(parts.GetValueOrDefault(1, []))] = value(parts.GetValueOrDefault(2, [])) };
    }

    private static JsonValue IntOrString(byte[] message)
    {
        List<(int Number, byte[]? Bytes, long Value)> fields = [.. Split(message)];
        bool isText = fields.Any(field => field is { Number: 1, Value: 1 });
        return isText
            ? JsonValue.Create(Encoding.UTF8.GetString(fields.FirstOrDefault(field => field.Number == 3).Bytes ?? []))
            : JsonValue.Create(fields.FirstOrDefault(field => field.Number == 2).Value);
    }

    private static void Merge(JsonObject content, string name, JsonObject entry)
    {
        JsonObject map = (JsonObject)(content[name] ??= new JsonObject());
        foreach ((string key, JsonNode? value) in entry)
            map[key] = value?.DeepClone();
    }

    /// <summary>The fields of a message that have bytes; of one that comes twice the last counts.</summary>
    private static Dictionary<int, byte[]> Parts(ReadOnlySpan<byte> message)
    {
        Dictionary<int, byte[]> parts = [];
        foreach ((int number, byte[]? bytes, _) in Split(message))
        {
            if (bytes is not null)
                parts[number] = bytes;
        }

        return parts;
    }

    /// <summary>The fields of a message in order; those of a length have bytes, the others a value.</summary>
    private static List<(int Number, byte[]? Bytes, long Value)> Split(ReadOnlySpan<byte> message)
    {
        List<(int, byte[]?, long)> fields = [];
        while (message.Length > 0)
        {
            long tag = ReadVarint(ref message);
            switch ((int)(tag & 7))
            {
                case Varint:
                    fields.Add(((int)(tag >> 3), null, ReadVarint(ref message)));
                    break;
                case Delimited when ReadVarint(ref message) is >= 0 and var length && length <= message.Length:
                    fields.Add(((int)(tag >> 3), message[..(int)length].ToArray(), 0));
                    message = message[(int)length..];
                    break;
                default:
                    throw new InvalidDataException("A protobuf message is cut short or holds a wire type that Kubernetes does not use.");
            }
        }

        return fields;
    }

    private static long ReadVarint(ref ReadOnlySpan<byte> message)
    {
        long value = 0;
        for (int shift = 0; shift < 64 && message.Length > 0; shift += 7)
        {
            byte next = message[0];
            message = message[1..];
            value |= (long)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException("A protobuf number is cut short.");
    }
}
