using System.Runtime.CompilerServices;
using System.Text.Json;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Tests.Models;

public sealed class ModelsTests
{
    /// <summary>What a model says without being told would be owned by whoever applies it, and taken from its owner.</summary>
    [Fact]
    public void Models_ThatAreNew_ClaimNothing()
    {
        var models = typeof(V1Pod).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(V1Pod).Namespace
                && type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false, IsPublic: true })
            .Where(type => !type.IsDefined(typeof(RequiredMemberAttribute), inherit: false))
            .Where(type => type.GetConstructor(Type.EmptyTypes) is not null && !type.IsAssignableTo(typeof(Attribute))).ToList();

        models.Count.ShouldBeGreaterThan(80);
        foreach (var model in models)
        {
            var said = JsonSerializer.SerializeToNode(Activator.CreateInstance(model), model, KubernetesJson.Options)!.AsObject();
            said.Remove("apiVersion");
            said.Remove("kind");
            said.ToJsonString().ShouldBeOneOf("{}", """{"metadata":{}}""");
        }
    }
}
