@{
    RootModule           = 'AutogradPS.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f0a3c1e-52f5-4d0a-9a3e-0b7b1c5f2d84'
    Author               = 'AutogradPS contributors'
    CompanyName          = 'AutogradPS'
    Copyright            = '(c) AutogradPS contributors.'
    Description          = 'Deep-learning experiments in PowerShell: tensors and gradients in the pipeline, Wasserstein GANs with a gradient penalty, metrics and charts. Built on TorchSharp.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    CmdletsToExport      = @(
        'Clear-Gradient'
        'Compare-WganRun'
        'ConvertFrom-Tensor'
        'Export-AutogradGraph'
        'Export-MetricChart'
        'Export-MetricCsv'
        'Export-Network'
        'Export-SampleChart'
        'Export-SampleGrid'
        'Export-Tensor'
        'Get-AutogradGraph'
        'Get-Hessian'
        'Get-Jacobian'
        'Get-TorchDevice'
        'Get-VectorProduct'
        'Get-WganDataset'
        'Get-WganRun'
        'Import-MetricCsv'
        'Import-Network'
        'Import-Tensor'
        'Invoke-AutogradGrad'
        'Invoke-Backward'
        'Invoke-EnableGrad'
        'Invoke-Network'
        'Invoke-NoGrad'
        'Measure-GradientPenalty'
        'Measure-WganSample'
        'New-Network'
        'New-Optimizer'
        'New-Tensor'
        'New-WganSample'
        'Remove-Tensor'
        'Set-TorchSeed'
        'Start-WganTraining'
        'Step-Optimizer'
        'Test-Gradient'
        'Test-WganResume'
        'Test-WganSetup'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags = @('autograd', 'pytorch', 'torchsharp', 'gan', 'wgan', 'deep-learning', 'tensor')
        }
    }
}
