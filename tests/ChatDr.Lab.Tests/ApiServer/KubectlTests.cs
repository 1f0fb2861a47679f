namespace ChatDr.Lab.Tests.ApiServer;

public sealed class KubectlTests
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: gadgets.test.dev}
        spec:
          group: test.dev
          scope: Namespaced
          names: {kind: Gadget, plural: gadgets, shortNames: [gd], categories: [toys]}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            additionalPrinterColumns:
            - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
            - {name: Size, type: integer, jsonPath: .spec.size}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    description: What the user wants.
                    properties:
                      size: {type: integer, default: 3, maximum: 8, description: How large.}
                  status: {type: object, x-kubernetes-preserve-unknown-fields: true}
        """;

    private const string Gadget = """
        apiVersion: test.dev/v1
        kind: Gadget
        metadata: {name: one, namespace: default}
        spec: {}
        """;

    [KubectlFact]
    public async Task CustomResource_AppliedWaitedForAndListed_ShowsItsColumns()
    {
        await using Kubectl kubectl = await Kubectl.StartAsync();
        await Succeeds(kubectl, Definition, "apply", "-f", "-");
        await Succeeds(kubectl, "", "wait", "--for=condition=established", "crd/gadgets.test.dev", "--timeout=5s");
        await Succeeds(kubectl, Gadget, "apply", "-f", "-");
        await Succeeds(kubectl, "", "patch", "gd", "one", "--subresource=status", "--type=merge", "-p", """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""");
        await Succeeds(kubectl, "", "wait", "--for=condition=Ready", "gd/one", "--timeout=5s");

        string listed = await Succeeds(kubectl, "", "get", "toys");

        listed.ShouldContain("NAME   READY   SIZE");
        listed.ShouldContain("one    True    3");
        (await Succeeds(kubectl, "", "explain", "gd.spec")).ShouldContain("How large.");
    }

    [KubectlFact]
    public async Task CustomResource_OutOfRangeOrMisspelt_IsRefusedWithTheField()
    {
        await using Kubectl kubectl = await Kubectl.StartAsync();
        await Succeeds(kubectl, Definition, "apply", "-f", "-");

        (int code, string said) = await kubectl.RunAsync(Gadget.Replace("{}", "{size: 9}", StringComparison.Ordinal), "apply", "-f", "-");
        code.ShouldBe(1);
        said.ShouldContain("The Gadget \"one\" is invalid: spec.size: Invalid value: 9: spec.size in body should be less than or equal to 8");

        (code, said) = await kubectl.RunAsync(Gadget.Replace("{}", "{sizee: 2}", StringComparison.Ordinal), "apply", "-f", "-");
        code.ShouldBe(1);
        said.ShouldContain("unknown field \"spec.sizee\"");
    }

    [KubectlFact]
    public async Task ServerSideApply_OfAnotherManagersField_IsAConflictUntilForced()
    {
        await using Kubectl kubectl = await Kubectl.StartAsync();
        const string Map = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"},"data":{"k":"1"}}""";
        await Succeeds(kubectl, Map, "apply", "--server-side", "--field-manager=first", "-f", "-");
        string changed = Map.Replace("\"1\"", "\"2\"", StringComparison.Ordinal);

        (int code, string said) = await kubectl.RunAsync(changed, "apply", "--server-side", "--field-manager=second", "-f", "-");

        code.ShouldBe(1);
        said.ShouldContain("conflict with \"first\": .data.k");
        await Succeeds(kubectl, changed, "apply", "--server-side", "--field-manager=second", "--force-conflicts", "-f", "-");
    }

    [KubectlFact]
    public async Task Namespace_Deleted_TakesItsContentAndEnds()
    {
        await using Kubectl kubectl = await Kubectl.StartAsync();
        await Succeeds(kubectl, """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"gone"}}""", "create", "-f", "-");
        await Succeeds(kubectl, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"gone"}}""", "apply", "-f", "-");

        await Succeeds(kubectl, "", "delete", "namespace", "gone", "--timeout=10s");

        (await kubectl.RunAsync("", "get", "namespace", "gone")).Said.ShouldContain("namespaces \"gone\" not found");
    }

    private static async Task<string> Succeeds(Kubectl kubectl, string input, params string[] arguments)
    {
        (int code, string said) = await kubectl.RunAsync(input, arguments);
        code.ShouldBe(0, $"kubectl {string.Join(' ', arguments)} said: {said}");
        return said;
    }
}
